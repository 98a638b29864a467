using AkkaFederation.Consensus;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.TestKit.Checks;
using AkkaFederation.Wire;

namespace AkkaFederation.TestKit;

/// <summary>
/// A federation of complete nodes on one thread and a virtual clock: the product's actors unmodified, over a simulated
/// network, simulated disks and simulated signatures. The same seed gives the same events, hash for hash. Checkers run
/// throughout; what they find stands in <see cref="Violations"/>. Not thread-safe.
/// </summary>
public sealed class SimulatedWorld
{
    internal const string ClusterId = "simulated";
    private const int Seeds = 3;
    private const int MostVoters = 5;
    private const int MostNodes = 63;
    private static readonly TimeSpan MembershipInterval = TimeSpan.FromSeconds(1);
    private readonly ViolationList _violations;
    private readonly MembershipChecker _membership;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly Dictionary<SimulatedProcess, ConsensusActor> _actors = [];
    private TimeSpan _disturbedAt;

    /// <summary>Makes a world whose nodes have not started yet.</summary>
    /// <exception cref="ArgumentException">No node, or more than 63.</exception>
    public SimulatedWorld(ulong seed, SimulatedWorldOptions? options = null)
    {
        Options = options ?? new SimulatedWorldOptions();
        if (Options.Nodes is < 1 or > MostNodes)
            throw new ArgumentException($"A world has 1 to {MostNodes} nodes, not {Options.Nodes}.", nameof(options));
        Loop = new SimulationLoop(seed);
        Network = new SimulatedNetwork(Loop) { Latency = Options.Latency, Jitter = Options.Jitter };
        Identities = new SimulatedIdentities(seed);
        _violations = new ViolationList(() => Loop.Now);
        Consensus = new ConsensusChecker(_violations);
        Ledger = new LedgerChecker(_violations, Identities.Signatures, () => Consensus.Committed);
        _membership = new MembershipChecker(_violations, _nodes);
        Identities.Signatures.Signed += new SignatureChecker(_violations).OnSigned;
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

    /// <summary>Starts every node.</summary>
    public void StartAll()
    {
        foreach (var node in _nodes) node.Start();
    }

    /// <summary>Lets simulated time pass.</summary>
    public void Run(TimeSpan span) => Loop.RunUntil(Loop.Now + span);

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
        var host = new SimulatedHost(this, name, "", withDatabase: false);
        host.Start();
        return new SimulatedClient(this, host, [.. _nodes.Take(VoterCount).Select(n => SimulatedHost.SeedOf(n.Name))]);
    }

    /// <summary>Cuts these nodes off from all others, clients aside.</summary>
    public void Partition(params SimulatedNode[] side)
    {
        Disturb();
        Network.Partition([.. side.Select(n => n.Name)], [.. _nodes.Except(side).Select(n => n.Name)]);
    }

    /// <summary>Nothing goes from one node to the other; the way back stays open.</summary>
    public void Block(SimulatedNode from, SimulatedNode to)
    {
        Disturb();
        Network.Block(from.Name, to.Name);
    }

    /// <summary>Breaks the connections between two nodes.</summary>
    public void Break(SimulatedNode one, SimulatedNode other)
    {
        Disturb();
        Network.Break(one.Name, other.Name);
    }

    /// <summary>Changes delay and throughput (bytes a second, 0 for unbounded) of what a node sends.</summary>
    public void Slow(SimulatedNode from, TimeSpan latency, TimeSpan jitter, long throughput = 0)
    {
        Disturb();
        foreach (var node in _nodes)
        {
            var link = Network.Link(from.Name, node.Name);
            (link.Latency, link.Jitter, link.Throughput) = (latency, jitter, throughput);
        }
    }

    /// <summary>Every link is as it was at first.</summary>
    public void Heal()
    {
        Disturb();
        Network.Heal();
    }

    /// <summary>Checks what can be said at a moment of rest: running voters hold all that was acknowledged.</summary>
    public void CheckAtRest()
    {
        Ledger.CheckDenied();
        foreach (var node in _nodes)
        {
            if (CoreOf(node) is { } core) Ledger.CheckLog(node.Name, core.Raft.Log);
        }
    }

    /// <summary>Reports what a check of the user's own has found.</summary>
    public void Report(string rule, string detail) => _violations.Add(rule, detail);

    internal int VoterCount => Options.Voters > 0 ? Math.Min(Options.Voters, Options.Nodes) : Math.Min(Options.Nodes, MostVoters);

    internal void Disturb() => _disturbedAt = Loop.Now;

    internal ConsensusCore? CoreOf(SimulatedNode node) =>
        node.IsRunning && _actors.TryGetValue(node.Process!, out var actor) ? actor.Core : null;

    private void AddNodes()
    {
        var names = Enumerable.Range(1, Options.Nodes).Select(i => $"n{i}").ToArray();
        var seeds = string.Join(", ", names.Take(Seeds).Select(n => $"\"{SimulatedHost.SeedOf(n)}\""));
        var voters = string.Join(", ", names.Take(VoterCount).Select(n => $"\"{Identities.Create(n)}\""));
        foreach (var (index, name) in names.Index())
        {
            var founding = index < VoterCount ? $"initial-voters = [{voters}]" : "";
            var host = new SimulatedHost(this, name, $"seed-nodes = [{seeds}]\n{founding}", withDatabase: true);
            host.Disk.LandsAtCrash = Options.LandsAtCrash;
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

    private void Observe(SimulatedProcess process, Akka.Dispatch.Mailbox mailbox)
    {
        if (mailbox.Cell.Actor is not ConsensusActor actor) return;
        _actors[process] = actor;
        if (actor.Founded is { } founded) Ledger.Trust(founded);
        if (actor.Core is { } core) Consensus.Observe(process, core.Raft);
    }

    private void CheckMembership()
    {
        _membership.Check(Loop.Now - _disturbedAt);
        Loop.After(MembershipInterval, CheckMembership);
    }
}
