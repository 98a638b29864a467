using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>A federation of cores in virtual time, one thread, everything drawn from one seed.</summary>
internal sealed class SimCluster
{
    private readonly PriorityQueue<Action, (TimeSpan, long)> _agenda = new();
    private long _order;
    private ulong _seq;

    public SimCluster(int seed, int count, SimOptions? options = null, RaftOptions? raftOptions = null, SimSnapshots? snapshots = null)
    {
        Snapshots = snapshots;
        Seed = $"seed {seed}";
        Random = new Random(seed);
        Options = options ?? SimOptions.Calm;
        RaftOptions = raftOptions ?? new RaftOptions();
        Names = TestKeys.Names(count);
        Genesis = Genesis.Create("simulated", Names);
        var signatures = Names.Select(n => new SignedBy(n, TestVerifier.SignatureOf(n, Genesis.Document))).ToList();
        Signed = new SignedGenesis(Genesis, signatures);
        Assert.True(TrustBundle.TryTrust(Signed, new TestVerifier(), out var trust, out var error), error);
        Trust = trust;
        Network = new SimNetwork(this);
        Checker = new SimChecker(this);
        Nodes = [.. Names.Select(n => new SimNode(this, n))];
        foreach (var node in Nodes) node.Start();
    }

    public string Seed { get; }

    /// <summary>Steps of persistence so far: one before and one after each write of each node.</summary>
    public int Steps { get; private set; }

    /// <summary>The step at which the node that takes it is killed; 0: none.</summary>
    public int CrashStep { get; set; }

    /// <summary>With a state machine and checkpoints; null: without.</summary>
    public SimSnapshots? Snapshots { get; }

    public Random Random { get; }

    public SimOptions Options { get; set; }

    public RaftOptions RaftOptions { get; }

    /// <summary>Founders first, then who joined.</summary>
    public Did[] Names { get; private set; }

    public Genesis Genesis { get; }

    public SignedGenesis Signed { get; }

    public TrustBundle Trust { get; }

    /// <summary>The checkers look away: the story is about what others can prove afterwards.</summary>
    public bool Unwatched { get; set; }

    public SimNetwork Network { get; }

    public SimChecker Checker { get; }

    public SimNode[] Nodes { get; private set; }

    /// <summary>Who is a voter or learner as the leader has it; all while nobody leads.</summary>
    public SimNode[] Members => Leader is { } leader ? [.. Nodes.Where(n => leader.Raft.Configuration.Has(n.Id))] : Nodes;

    public TimeSpan Now { get; private set; }

    public ulong UnixMs => 1_700_000_000_000 + (ulong)Now.TotalMilliseconds;

    public Did Client { get; } = TestKeys.Name(200);

    public SimNode this[Did id] => Nodes.First(n => n.Id == id);

    /// <summary>The leader of the highest term among the living; null if there is none.</summary>
    public SimNode? Leader => Nodes.Where(n => n.Alive && n.Raft.Role == RaftRole.Leader).MaxBy(n => n.Raft.Term);

    /// <summary>A node that was not among the founders; it asks to join by itself.</summary>
    public SimNode Join(RaftOptions? options = null)
    {
        var node = new SimNode(this, TestKeys.Name(100 + Nodes.Length)) { Options = options };
        Names = [.. Names, node.Id];
        Nodes = [.. Nodes, node];
        node.Start();
        return node;
    }

    public void At(TimeSpan time, Action action) => _agenda.Enqueue(action, (time, _order++));

    public void RunFor(TimeSpan span)
    {
        var end = Now + span;
        while (_agenda.TryPeek(out _, out var due) && due.Item1 <= end) RunNext();
        Now = end;
    }

    public void RunFor(int milliseconds) => RunFor(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Runs until the condition holds; fails after so much virtual time.</summary>
    public void RunUntil(Func<bool> condition, string what, int milliseconds = 10_000)
    {
        var end = Now + TimeSpan.FromMilliseconds(milliseconds);
        while (!condition())
        {
            Assert.True(_agenda.TryPeek(out _, out var due) && due.Item1 <= end, $"{Seed}: {what} did not come about in {milliseconds} ms\n{this}");
            RunNext();
        }
    }

    public SimNode ElectLeader()
    {
        RunUntil(() => Leader is { } l && l.Raft.Commit >= 1 && l.Raft.Log.Term(l.Raft.Commit) == l.Raft.Term, "a leader");
        return Leader!;
    }

    public ulong OpenSession(SessionTerms? terms = null)
    {
        var key = new ProposalKey(Client, 0, ++_seq);
        foreach (var node in Nodes.Where(n => n.Alive)) Submit(node, new Proposal(key, EntryKind.SessionOpened, 0, terms?.Encode() ?? []), certificate: false);
        RunUntil(() => Checker.Acknowledged.ContainsKey(key), "a session");
        return Checker.Acknowledged[key];
    }

    public ProposalKey Propose(SimNode node, ulong session, bool certificate = true, int ttl = 5000, int quorum = 0)
    {
        var key = new ProposalKey(Client, session, ++_seq);
        Propose(node, key, certificate, ttl, quorum);
        return key;
    }

    public void Propose(SimNode node, ProposalKey key, bool certificate = true, int ttl = 5000, int quorum = 0) =>
        Submit(node, new Proposal(key, EntryKind.Proposal, 1, BitConverter.GetBytes(key.Seq)), certificate, ttl, quorum);

    /// <summary>An operator's change of voters, put to one node.</summary>
    public ChangeRequest Change(SimNode node, VoterChange change, int ttl = 5000)
    {
        var request = new ChangeRequest(change, Now + TimeSpan.FromMilliseconds(ttl), this);
        node.Do(core => core.Change(request));
        return request;
    }

    /// <summary>The same, put to whoever leads until it is done.</summary>
    public void ChangeUntilDone(VoterChange change)
    {
        var request = Change(ElectLeader(), change);
        RunUntil(() => Checker.Voters.Find(request) is not null, $"an answer to {change}");
        for (var i = 0; Checker.Voters.Find(request) is not { Verdict: ChangeVerdict.Done }; i++)
        {
            Assert.True(i < 50, $"{Seed}: {change} is not made: {Checker.Voters.Find(request)}");
            RunFor(100);
            request = Change(ElectLeader(), change);
            RunUntil(() => Checker.Voters.Find(request) is not null, $"an answer to {change}");
        }
    }

    /// <summary>How a node votes in a ballot; null: it does not.</summary>
    public Func<SimNode, Ballot, BallotChoice?> Ballots { get; set; } = (_, _) => BallotChoice.Granted;

    /// <summary>Proposes a ballot through a node; its key is given back.</summary>
    public ProposalKey OpenBallot(SimNode node, ulong session, int quorum = 0, bool veto = true, int ttl = 2_000)
    {
        var key = new ProposalKey(Client, session, ++_seq);
        var wish = new BallotWish((ushort)quorum, veto, (ulong)ttl, BitConverter.GetBytes(key.Seq));
        Submit(node, new Proposal(key, EntryKind.BallotOpened, 1, wish.Encode()), certificate: false);
        return key;
    }

    /// <summary>Settles a proposal through a node.</summary>
    public void Resolve(SimNode node, ProposalKey key, int ttl = 5000) =>
        Submit(node, new Proposal(key, EntryKind.Resolved, 0, default), certificate: false, ttl);

    public void CloseSession(SimNode node, ulong session) =>
        Submit(node, new Proposal(new ProposalKey(Client, session, 0), EntryKind.SessionClosed, 0, default), certificate: false);

    /// <summary>A read that must see all that is committed now.</summary>
    public SimRead Read(SimNode node, int ttl = 5000)
    {
        var read = new SimRead(Checker.Committed.Count);
        node.Do(core => core.Read(new ReadRequest(Now + TimeSpan.FromMilliseconds(ttl), read)));
        return read;
    }

    /// <summary>Heals and waits until every node has applied the same log, then checks all that must hold of it.</summary>
    public void SettleAndCheck()
    {
        Options = SimOptions.Calm;
        Network.Heal();
        Network.Filter = null;
        foreach (var node in Nodes)
        {
            (node.Paused, node.DiskHangs) = (false, false);
            if (!node.Alive) node.Start();
        }

        RunUntil(() => Leader is { } l && l.Raft.Log.Term(l.Raft.Commit) == l.Raft.Term && l.Raft.IsSettled
                       && Members.All(n => n.Alive && n.Raft.Applied == l.Raft.Log.LastIndex && n.Raft.Log.LastIndex == l.Raft.Log.LastIndex),
            "agreement after healing", 60_000);
        Checker.CheckEnd();
    }

    /// <summary>Where everybody stands, for whoever reads of a failure.</summary>
    public override string ToString() => string.Join('\n', Nodes.Select(n => !n.Alive
        ? $"{n.Id}: dead"
        : $"{n.Id}: {n.Raft.Role} term {n.Raft.Term} last {n.Raft.Log.LastIndex} commit {n.Raft.Commit} epoch {n.Raft.Configuration} linked {n.Raft.LinkedEpoch} leader {n.Raft.Leader} refused {n.Raft.Refused}"));

    /// <summary>Looks on at every step of every node.</summary>
    public Action<SimNode>? Observer { get; set; }

    public bool CrashesAt(SimNode node)
    {
        if (++Steps != CrashStep) return false;
        node.Crash();
        return true;
    }

    private void Submit(SimNode node, Proposal proposal, bool certificate, int ttl = 5000, int quorum = 0) =>
        node.Do(core => core.Submit(new ProposalRequest(proposal, quorum, certificate, Now + TimeSpan.FromMilliseconds(ttl), this), UnixMs, Now));

    private void RunNext()
    {
        _agenda.TryDequeue(out var action, out var due);
        if (due.Item1 > Now) Now = due.Item1;
        action!();
    }
}
