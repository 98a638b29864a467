using AkkaFederation.Consensus;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Identity;
using AkkaFederation.TestKit;
using AkkaFederation.TestKit.Checks;

namespace AkkaFederation.Simulation.Tests;

/// <summary>
/// Each rule of a world finds what breaks it: voters that a bug has led apart are shown to the checkers, which must name the rule.
/// Bugs of the core itself are planted in `MutationTests`, and one of the disk by `fed sim --plant`.
/// </summary>
public sealed class CheckerTests
{
    private static readonly byte[] Genesis = new byte[32];
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);
    private readonly SimulationLoop _loop = new(1);
    private readonly ViolationList _violations = new(() => TimeSpan.Zero);
    private readonly ConsensusChecker _consensus;
    private readonly KeyedIdentities _identities = new(1);

    public CheckerTests() => _consensus = new ConsensusChecker(_violations);

    [Fact]
    public void Two_leaders_of_one_term_break_election_safety()
    {
        Show("a", Leader("a", term: 1));
        Assert.Empty(_violations.Found);
        Show("b", Leader("b", term: 1));
        AssertFound("election safety");
    }

    [Fact]
    public void A_leader_without_a_committed_entry_breaks_leader_completeness()
    {
        Show("a", Voter("a", term: 1, "kept"));
        Show("b", Leader("b", term: 2));
        AssertFound("leader completeness");
    }

    [Fact]
    public void Two_entries_committed_at_one_index_break_state_machine_safety()
    {
        Show("a", Voter("a", term: 1, "one"));
        Show("b", Voter("b", term: 1, "other"));
        AssertFound("state-machine safety");
    }

    [Fact]
    public void Logs_that_part_below_an_entry_of_one_term_break_log_matching()
    {
        Show("a", Voter("a", 1, committed: false, "one", "last"));
        Assert.Empty(_violations.Found);
        Show("b", Voter("b", 1, committed: false, "other", "last"));
        AssertFound("log matching");
    }

    [Fact]
    public void A_term_that_goes_back_in_a_life_and_one_that_a_new_life_has_forgotten_break_monotone_term()
    {
        var life = Show("a", Voter("a", term: 2));
        _consensus.Observe(life, Voter("a", term: 3));
        Assert.Empty(_violations.Found);
        _consensus.Observe(life, Voter("a", term: 2));
        Assert.Contains(_violations.Found, v => v.Rule == "monotone term" && v.Detail.Contains("went from term 3 to 2", StringComparison.Ordinal));
        Show("a", Voter("a", term: 1));
        Assert.Contains(_violations.Found, v => v.Rule == "monotone term" && v.Detail.Contains("had promised term", StringComparison.Ordinal));
    }

    [Fact]
    public void A_commit_index_that_goes_back_breaks_monotone_commit()
    {
        var life = Show("a", Voter("a", term: 1, "one", "two"));
        Assert.Empty(_violations.Found);
        _consensus.Observe(life, Voter("a", term: 1, "one"));
        AssertFound("monotone commit");
    }

    [Fact]
    public void A_proposal_at_two_indexes_breaks_exactly_once()
    {
        Show("a", Voter("a", term: 1, "twice", "twice"));
        AssertFound("exactly once");
    }

    [Fact]
    public void Votes_for_two_candidates_and_two_roots_of_a_size_are_found_in_what_is_signed()
    {
        var checker = new SignatureChecker(_violations);
        var (voter, one, other) = (_identities.Create("a"), _identities.Create("b"), _identities.Create("c"));
        checker.OnSigned(voter, VoteStatement.Create(Genesis, 1, one));
        checker.OnSigned(voter, VoteStatement.Create(Genesis, 1, one));
        checker.OnSigned(voter, SealStatement.Create(Genesis, 0, 1, 7, Root(1)).Bytes);
        checker.OnSigned(voter, SealStatement.Create(Genesis, 0, 2, 7, Root(2)).Bytes);
        Assert.Empty(_violations.Found);
        checker.OnSigned(voter, VoteStatement.Create(Genesis, 1, other));
        checker.OnSigned(voter, SealStatement.Create(Genesis, 0, 1, 7, Root(2)).Bytes);
        Assert.Equal(["one vote in a term", "one root of a size"], _violations.Found.Select(v => v.Rule));
    }

    [Fact]
    public void What_clients_are_told_is_held_against_the_log()
    {
        var raft = Voter("a", term: 1, "one");
        Show("a", raft);
        var ledger = new LedgerChecker(_violations, _identities.Scheme, () => _consensus.Committed);
        var entry = _consensus.Committed[^1];
        var id = new ProposalId(1, entry.Seq, entry.Origin);
        ledger.OnOutcome(entry.Payload.ToArray(), new ProposalOutcome.Committed(id, entry.Session, entry.Index, null));
        ledger.CheckLog("a", raft.Log);
        Assert.Empty(_violations.Found);
        ledger.CheckLog("b", Voter("b", term: 1).Log);
        ledger.OnOutcome([9], new ProposalOutcome.Committed(id with { Seq = 2 }, entry.Session, entry.Index, null));
        ledger.OnOutcome([9], new ProposalOutcome.Committed(id with { Seq = 3 }, entry.Session, 99, null));
        ledger.OnOutcome(entry.Payload.ToArray(), new ProposalOutcome.Expired(id, entry.Session));
        ledger.CheckDenied();
        Assert.Equal(
            ["acknowledged is kept", "exactly once", "acknowledged is committed", "denied stays out"], _violations.Found.Select(v => v.Rule));
    }

    [Fact]
    public void A_certificate_that_does_not_verify_and_one_to_whose_epoch_no_link_leads_are_found()
    {
        var world = new SimulatedWorld(1, new SimulatedWorldOptions { Nodes = 3 });
        world.StartAll();
        var client = world.AddClient("client");
        client.Propose();
        Assert.True(world.RunUntil(() => world.Certified > 0, TimeSpan.FromSeconds(10)));
        var seal = SealStatement.Create(Genesis, 0, 1, 1, Root(1));
        world.Ledger.OnOutcome([1], Told(1, seal));
        Assert.Contains(world.Violations, v => v.Rule == "certificates verify" && v.Detail.Contains("malformed", StringComparison.Ordinal));
        Assert.Contains(world.Violations, v => v.Rule == "certificates verify" && v.Detail.Contains("entry 1 has the certificate of 0", StringComparison.Ordinal));
        world.Ledger.OnOutcome([2], Told(2, SealStatement.Create(Genesis, 1, 1, 1, Root(1))));
        world.CheckAtRest();
        Assert.Contains(world.Violations, v => v.Detail.Contains("to which no link leads", StringComparison.Ordinal));

        static ProposalOutcome Told(ulong index, SealStatement seal) => new ProposalOutcome.Committed(new ProposalId(1, index, default), 1, index, new CommitCertificate
        {
            Proposal = new ProposalId(1, index, default), Session = 1, Leaf = new byte[133], Path = [], Statement = seal.Bytes, Signatures = [],
        });
    }

    [Fact]
    public void A_member_that_others_cannot_hear_though_nobody_disturbs_it_breaks_membership_accuracy()
    {
        var world = new SimulatedWorld(1, new SimulatedWorldOptions { Nodes = 3 });
        world.StartAll();
        world.Run(TimeSpan.FromSeconds(25));
        Assert.Empty(world.Violations);
        world.Network.Partition(["n3"], ["n1", "n2"]);
        world.Run(TimeSpan.FromSeconds(25));
        Assert.Contains(world.Violations, v => v.Rule == "membership accuracy");
    }

    [Fact]
    public void A_node_that_ends_on_a_good_disk_is_found()
    {
        var world = new SimulatedWorld(1, new SimulatedWorldOptions { Nodes = 3, Journal = AkkaFederation.Settings.JournalKind.Wal });
        world.StartAll();
        world.Run(TimeSpan.FromSeconds(3));
        var node = world.Nodes[0];
        node.Crash();
        var files = node.Host.Disk.Files;
        var segment = files.Open("/simulated/n1/journal/0000000000000001.wal");
        segment.Write(512, new byte[200]);
        segment.Sync();
        node.Start();
        world.Run(TimeSpan.FromSeconds(3));
        Assert.Contains(world.Violations, v => v.Rule == "a good disk is enough" && v.Detail.Contains("is damaged", StringComparison.Ordinal));
        Assert.False(node.IsRunning);
    }

    private static byte[] Root(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    private SimulatedProcess Show(string name, RaftCore raft)
    {
        var process = new SimulatedProcess(_loop, name, 1);
        _consensus.Observe(process, raft);
        return process;
    }

    // A federation of one, which has just won the term.
    private RaftCore Leader(string name, ulong term)
    {
        var self = _identities.Create(name);
        var raft = new RaftCore(new RaftOptions(), self, [self], new RaftLog(), new HardState(term - 1, default), 0, new Random(1), TimeSpan.Zero);
        raft.Tick(Later);
        for (var ready = raft.TakeReady(Later); ready.Persist is { } batch && raft.Role != RaftRole.Leader; ready = raft.TakeReady(Later)) raft.Persisted(batch.Number, Later);
        Assert.Equal((RaftRole.Leader, term), (raft.Role, raft.Term));
        return raft;
    }

    private RaftCore Voter(string name, ulong term, params string[] payloads) => Voter(name, term, committed: true, payloads);

    // One that begins its life with these entries, of term 1; a proposal is known by its payload.
    private RaftCore Voter(string name, ulong term, bool committed, params string[] payloads)
    {
        var log = new RaftLog();
        foreach (var payload in payloads)
        {
            log.Append(new LogEntry
            {
                Index = log.LastIndex + 1,
                Term = 1,
                Time = 1,
                Kind = EntryKind.Proposal,
                Origin = _identities.Create("client"),
                Session = 1,
                ProposalTerm = 1,
                Seq = payload[0],
                Payload = System.Text.Encoding.UTF8.GetBytes(payload),
            });
        }

        var self = _identities.Create(name);
        return new RaftCore(
            new RaftOptions(), self, [self, _identities.Create("x"), _identities.Create("y")], log, new HardState(term, default), committed ? log.LastIndex : 0, new Random(1), TimeSpan.Zero);
    }

    private void AssertFound(string rule) => Assert.Contains(_violations.Found, v => v.Rule == rule);
}
