using Akka.Actor;
using AkkaFederation.Consensus;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.TestKit.Checks;
using AkkaFederation.Wire;

namespace AkkaFederation.TestKit;

/// <summary>
/// A federation of complete nodes, actor systems of your own, or both, on one thread and a virtual clock: actors unmodified,
/// over a simulated network, simulated disks and simulated signatures. The same seed gives the same events, hash for hash.
/// Checkers run throughout; what they find stands in <see cref="Violations"/>. Not thread-safe.
/// </summary>
public sealed partial class SimulatedWorld
{
    internal const string ClusterId = "simulated";
    private const int Seeds = 3;
    private const int MostVoters = 5;
    private const int MostNodes = 128;
    private static readonly TimeSpan MembershipInterval = TimeSpan.FromSeconds(1);
    private readonly ViolationList _violations;
    private readonly MembershipChecker _membership;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly List<SimulatedSystem> _systems = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<SimulatedProcess, ConsensusActor> _actors = [];
    private readonly Dictionary<SimulatedProcess, ProofsCore> _proofs = [];
    private TimeSpan _disturbedAt;

    /// <summary>Makes a world whose nodes have not started yet.</summary>
    /// <exception cref="ArgumentException">More than 128 nodes, or a share that is none.</exception>
    public SimulatedWorld(ulong seed, SimulatedWorldOptions? options = null)
    {
        Options = options ?? new SimulatedWorldOptions();
        if (Options.Nodes is < 0 or > MostNodes)
            throw new ArgumentException($"A world has 0 to {MostNodes} nodes, not {Options.Nodes}.", nameof(options));
        Loop = new SimulationLoop(seed);
        Network = new SimulatedNetwork(Loop)
        {
            Latency = Options.Latency,
            Jitter = Options.Jitter,
            Weather = Options.Faults.ToWeather(),
            DatagramRooms = [.. Options.DatagramRooms],
        };
        Identities = SimulatedIdentities.Of(seed, Options.Signatures, Loop.Trace);
        _violations = new ViolationList(() => Loop.Now);
        Consensus = new ConsensusChecker(_violations);
        Ledger = new LedgerChecker(_violations, Identities.Scheme, () => Consensus.Committed);
        _membership = new MembershipChecker(_violations, _nodes);
        Identities.Signed += new SignatureChecker(_violations).OnSigned;
        Loop.Observer = Observe;
        AddNodes();
        Loop.After(MembershipInterval, CheckMembership);
    }

    /// <summary>What everything random comes from.</summary>
    public ulong Seed => Loop.Seed;

    /// <summary>What the world is made of.</summary>
    public SimulatedWorldOptions Options { get; }

    /// <summary>Simulated time since the beginning.</summary>
    public TimeSpan Now => Loop.Now;

    /// <summary>Events so far.</summary>
    public long Events => Loop.Events;

    /// <summary>SHA-256 over all events so far, in hexadecimal digits.</summary>
    public string TraceHash => Loop.Trace.Hash();

    /// <summary>The nodes, n1 first.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>The actor systems that <see cref="AddSystem"/> made, in that order.</summary>
    public IReadOnlyList<SimulatedSystem> Systems => _systems;

    /// <summary>Nodes and systems.</summary>
    public IEnumerable<SimulatedMachine> Machines => _nodes.Cast<SimulatedMachine>().Concat(_systems);

    /// <summary>What the checkers have found; empty if all is well.</summary>
    public IReadOnlyList<Violation> Violations => _violations.Found;

    /// <summary>Terms that had a leader.</summary>
    public int Elections => Consensus.Elections;

    /// <summary>Proposals that were committed.</summary>
    public int Commits => Consensus.Commits;

    /// <summary>Proposals that a client was told are committed.</summary>
    public int Acknowledged => Ledger.Acknowledged;

    /// <summary>Certificates that clients got and that verified.</summary>
    public int Certified => Ledger.Certified;

    internal SimulationLoop Loop { get; }

    internal SimulatedNetwork Network { get; }

    internal SimulatedIdentities Identities { get; }

    internal ConsensusChecker Consensus { get; }

    internal LedgerChecker Ledger { get; }

    /// <summary>The voter that leads the newest term as itself sees it; null if none does.</summary>
    public SimulatedNode? Leader => _nodes.Where(n => CoreOf(n) is { Raft.Role: RaftRole.Leader }).MaxBy(n => CoreOf(n)!.Raft.Term);

    /// <summary>Starts every machine that does not run.</summary>
    public void StartAll()
    {
        foreach (var machine in Machines.Where(m => !m.IsRunning).ToList()) machine.Start();
    }

    /// <summary>
    /// Adds a machine with an actor system of your own, which has no part in the federation. It does not run yet. The
    /// systems find each other by their addresses (<see cref="SimulatedMachine.RefTo"/>), and what is persisted stays on the
    /// machine's disk over crashes. Strings, integers and bytes cross the network as they are; messages of other types need
    /// a serializer in <paramref name="config"/>.
    /// </summary>
    /// <param name="name">A name like that of a host: letters, digits and dashes.</param>
    /// <param name="config">HOCON over the simulation's own.</param>
    /// <param name="onStart">Starts its actors, at the beginning of each life.</param>
    /// <exception cref="ArgumentException">The name is none, or is taken.</exception>
    public SimulatedSystem AddSystem(string name, string config = "", Action<ActorSystem>? onStart = null)
    {
        var system = new SimulatedSystem(this, new BareHost(this, Take(name), config));
        if (onStart is not null) system.OnStart(onStart);
        _systems.Add(system);
        return system;
    }

    /// <summary>Lets simulated time pass.</summary>
    public void Run(TimeSpan span) => Loop.RunUntil(Loop.Now + span);

    /// <summary>Does something when this much time has passed; what is due at one time is done in the order of the calls.</summary>
    public void After(TimeSpan span, Action action) => Loop.After(span, action);

    /// <summary>Lets time pass until something holds, looking every 10 ms; false if it never did.</summary>
    public bool RunUntil(Func<bool> holds, TimeSpan atMost)
    {
        for (var limit = Now + atMost; Now < limit;)
        {
            if (holds()) return true;
            Run(TimeSpan.FromMilliseconds(10));
        }

        return holds();
    }

    /// <summary>A client of all voters, in a process of its own.</summary>
    public SimulatedClient AddClient(string name)
    {
        var host = new FederationHost(this, Take(name), "", withDatabase: false);
        host.Start();
        return new SimulatedClient(this, host, [.. _nodes.Take(VoterCount).Select(n => SimulatedHost.SeedOf(n.Name))]);
    }

    /// <summary>
    /// Checks what can be said at a moment of rest: running voters hold all that was acknowledged, and the checks of your own
    /// find nothing.
    /// </summary>
    public void CheckAtRest()
    {
        foreach (var check in _checks) check.Run();
        CheckKeyValue();
        Ledger.CheckDenied();
        Ledger.CheckAllVerified();
        foreach (var node in _nodes)
        {
            // A learner may be behind, or not admitted yet; that what it has is right is checked all along.
            if (CoreOf(node) is { } core && core.Raft.IsVoter(node.Id) && !IsOut(core.Raft)) Ledger.CheckLog(node.Name, core.Raft.Log);
        }
    }

    /// <summary>Reports what a check of the user's own has found.</summary>
    public void Report(string rule, string detail) => _violations.Add(rule, detail);

    internal int VoterCount => Options.Voters > 0 ? Math.Min(Options.Voters, Options.Nodes) : Math.Min(Options.Nodes, MostVoters);

    internal void Disturb() => _disturbedAt = Loop.Now;

    internal void Note(string machine, string what, long number = 0) => Loop.Trace.Note(Loop.Now, machine, what, number);

    internal ConsensusCore? CoreOf(SimulatedNode node) =>
        node.IsRunning && _actors.TryGetValue(node.Process!, out var actor) ? actor.Core : null;

    // Who was removed while it was away may not know yet.
    private bool IsOut(RaftCore raft) => Leader is { } leader && !CoreOf(leader)!.Raft.Configuration.Has(raft.Self);

    internal ProofsCore? ProofsOf(SimulatedNode node) =>
        node.IsRunning && _proofs.TryGetValue(node.Process!, out var proofs) ? proofs : null;

    private void AddNodes()
    {
        var names = Enumerable.Range(1, Options.Nodes).Select(i => $"n{i}").ToArray();
        var seeds = string.Join(", ", names.Take(Seeds).Select(n => $"\"{SimulatedHost.SeedOf(n)}\""));
        var voters = string.Join(", ", names.Take(VoterCount).Select(n => $"\"{Identities.Create(n)}\""));
        foreach (var (index, name) in names.Index())
        {
            var founding = index < VoterCount ? $"initial-voters = [{voters}]" : Options.Join ? "" : "consensus.join = off";
            var host = new FederationHost(this, Take(name), $"seed-nodes = [{seeds}]\njournal = {Options.Journal.ToString().ToLowerInvariant()}\n{founding}\n{Options.MoreSettings}", withDatabase: true);
            if (Options.Plant == PlantedBug.ForgetVote) host.Disk.Misread = ForgetVote;
            _nodes.Add(new SimulatedNode(this, host));
        }
    }

    private static Engine.Persistence.EventRow ForgetVote(Engine.Persistence.EventRow row)
    {
        var registry = new WireRegistry(ClusterId, WireModules.All);
        if (registry.Decode(row.Message, row.Manifest) is not PersistBatch batch) return row;
        return row with { Message = registry.Encode(batch with { Hard = batch.Hard with { Vote = default } }) };
    }

    private string Take(string name)
    {
        if (name.Length is 0 or > 50 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw new ArgumentException($"A machine has a name of 1 to 50 letters, digits and dashes, not '{name}'.", nameof(name));
        return _names.Add(name) ? name : throw new ArgumentException($"There is a machine '{name}' already.", nameof(name));
    }

    private void Observe(SimulatedProcess process, Akka.Dispatch.Mailbox mailbox)
    {
        foreach (var check in _everyTurn) check.Run();
        if (mailbox.Cell.Actor is ProofsActor proofs) ObserveProofs(process, proofs.Core);
        if (mailbox.Cell.Actor is not ConsensusActor actor) return;
        _actors[process] = actor;
        if (actor.Founded is { } founded) Ledger.Trust(founded);
        if (actor.Core is not { } core) return;
        try
        {
            Consensus.Observe(process, core.Raft);
        }
        catch (InvalidOperationException e)
        {
            _violations.Add("invariant", $"{process.Name}: {e.Message}");
        }
    }

    // Nobody lies in a simulation: what is evidence here is a fault of ours.
    private void ObserveProofs(SimulatedProcess process, ProofsCore proofs)
    {
        _proofs[process] = proofs;
        Ledger.Learn(proofs.Chain.Links);
        if (proofs.Evidence.Count > 0) _violations.Add("no evidence against the honest", $"{process.Name} keeps evidence against {proofs.Evidence[0].Signer}");
    }

    private void CheckMembership()
    {
        _membership.Check(Loop.Now - _disturbedAt);
        Loop.After(MembershipInterval, CheckMembership);
    }
}
