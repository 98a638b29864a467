using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>What a voter signs, and when a signature may leave it (SPEC 5).</summary>
public sealed class SealTests
{
    private readonly RaftBench _bench = new();
    private readonly SealKeeper _keeper;

    public SealTests() => _keeper = new SealKeeper(_bench.Raft, new byte[32]);

    [Fact]
    public void A_signature_leaves_only_once_the_entries_are_durable()
    {
        _bench.Raft.Step(Sealed(1, 2, RaftBench.Log(1, 1)), _bench.Now);
        _bench.Take(out var batch);
        Sign(2);
        Assert.Empty(Released());
        _bench.Finish(batch!);
        Assert.Equal([2UL], Released());
    }

    [Fact]
    public void A_signature_of_a_term_that_has_passed_is_forgotten()
    {
        _bench.Raft.Step(Sealed(1, 2, RaftBench.Log(1, 1)), _bench.Now);
        _bench.Take(out var batch);
        Sign(2);
        _bench.Raft.Step(new HeartbeatRequest(_bench.C, _bench.Me, 2, 0, 0), _bench.Now);
        _bench.Finish(batch!);
        _bench.Settle();
        Assert.Empty(Released());
    }

    [Fact]
    public void A_signature_over_what_was_truncated_is_forgotten()
    {
        _bench.Raft.Step(Sealed(1, 2, RaftBench.Log(1, 1)), _bench.Now);
        _bench.Settle();
        Sign(2);
        _bench.Raft.Step(Sealed(2, 0, [RaftBench.Entry(1, 2)], from: _bench.C), _bench.Now);
        _bench.Settle();
        Assert.Empty(Released());
    }

    [Fact]
    public void Nothing_is_signed_where_the_last_entry_is_of_an_older_term()
    {
        _bench.Raft.Step(Sealed(2, 2, RaftBench.Log(1, 1)), _bench.Now);
        _bench.Settle();
        Assert.Null(_keeper.StatementFor(2));
    }

    [Fact]
    public void Nothing_is_signed_beyond_what_this_term_s_leader_has_matched()
    {
        _bench.Raft.Step(Sealed(1, 3, RaftBench.Log(1, 1, 1)), _bench.Now);
        _bench.Settle();
        Assert.NotNull(_keeper.StatementFor(3));
        Assert.Null(_keeper.StatementFor(4));
        var again = new RaftBench(log: RaftBench.Log(1, 1, 1), hard: new HardState(1, default));
        Assert.Null(new SealKeeper(again.Raft, new byte[32]).StatementFor(3));
    }

    [Fact]
    public void The_leader_marks_the_end_of_each_batch_as_a_seal()
    {
        _bench.Elect();
        _bench.StepDurably(_bench.Accepted(_bench.B, 1));
        for (ulong i = 1; i <= 5; i++) _bench.Propose(i);
        var ready = _bench.Raft.TakeReady(_bench.Now);
        Assert.Equal([6UL], ready.Seals);
        Assert.Equal(6UL, Assert.Single(ready.Messages.OfType<AppendRequest>(), m => m.To == _bench.B).Seal);
    }

    [Fact]
    public void A_bad_signature_is_never_published_and_a_good_one_takes_its_place()
    {
        var cluster = new SimCluster(3, 5);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var liar = cluster.Names.First(n => n != leader.Id);
        cluster.Network.Filter = m =>
        {
            if (m is not SealSignature s || s.From != liar || s.Signature[0] == 0xEE && s.Signature[1] == 0xEE) return false;
            var bent = (byte[])s.Signature.Clone();
            (bent[0], bent[1]) = (0xEE, 0xEE);
            cluster.Network.Send(s with { Signature = bent });
            return true;
        };
        var keys = Enumerable.Range(0, 20).Select(_ => cluster.Propose(leader, session)).ToList();
        cluster.RunUntil(() => keys.All(cluster.Checker.Acknowledged.ContainsKey), "certificates in spite of a liar");
        Assert.True(cluster.Checker.Certificates >= 20);
    }

    [Fact]
    public void A_larger_quorum_waits_for_more_signatures_wherever_it_is_asked_for()
    {
        var cluster = new SimCluster(4, 5);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var follower = cluster.Nodes.First(n => n != leader);
        var all = cluster.Propose(leader, session, quorum: 5);
        var forwarded = cluster.Propose(follower, session, quorum: 4);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(all) && cluster.Checker.Acknowledged.ContainsKey(forwarded), "larger quorums");
        Assert.Equal(5, cluster.Checker.Replies.Single(r => r.Proposal.Key == all).Seal!.Signatures.Count);
        Assert.True(cluster.Checker.Replies.Single(r => r.Proposal.Key == forwarded).Seal!.Signatures.Count >= 4);
    }

    [Fact]
    public void Without_enough_signers_a_committed_proposal_is_answered_at_its_deadline_without_certificate()
    {
        var cluster = new SimCluster(5, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        cluster.Nodes.First(n => n != leader).Crash();
        var key = cluster.Propose(leader, session, quorum: 3, ttl: 1000);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "an answer at the deadline", 1200);
        Assert.Null(cluster.Checker.Replies.Single(r => r.Proposal.Key == key).Seal);
    }

    [Fact]
    public void Lost_signatures_are_asked_for_again()
    {
        var cluster = new SimCluster(6, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        cluster.Network.Filter = m => m is SealSignature;
        var key = cluster.Propose(leader, session);
        cluster.RunFor(30);
        Assert.False(cluster.Checker.Acknowledged.ContainsKey(key));
        cluster.Network.Filter = null;
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a certificate", 300);
    }

    [Fact]
    public void A_seal_that_was_being_checked_when_its_node_became_leader_does_not_hold_up_later_ones()
    {
        // Verdicts are late by a random time, and leaders change all the while; each node must serve certificates at the end.
        var cluster = new SimCluster(7, 3);
        var session = cluster.OpenSession();
        for (var round = 0; round < 12; round++)
        {
            var leader = cluster.ElectLeader();
            foreach (var node in cluster.Nodes) cluster.Propose(node, session);
            cluster.RunFor(2 + round % 5);
            cluster.Network.CutOff(leader.Id);
            cluster.RunUntil(() => cluster.Leader is { } l && l != leader, "another leader", 3000);
            cluster.Network.Heal();
        }

        cluster.SettleAndCheck();
        var certificates = cluster.Checker.Certificates;
        var late = cluster.Nodes.Select(n => cluster.Propose(n, session)).ToList();
        cluster.RunUntil(() => late.All(cluster.Checker.Acknowledged.ContainsKey), "certificates from every node", 500);
        Assert.True(cluster.Checker.Certificates >= certificates + 3);
    }

    private AppendRequest Sealed(ulong term, ulong seal, IReadOnlyList<LogEntry> entries, Did? from = null) =>
        new(from ?? _bench.B, _bench.Me, term, 0, 0, entries, 0, seal);

    private void Sign(ulong size) => _keeper.Signed(_keeper.StatementFor(size)!, [1]);

    private List<ulong> Released()
    {
        var released = new List<(SealStatement Statement, byte[] Signature)>();
        _keeper.Release(released);
        return [.. released.Select(r => r.Statement.Size)];
    }
}
