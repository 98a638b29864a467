using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Proposals from the first node to the answer: forwarding, retries, limits, and what may be said at the deadline.</summary>
public sealed class ProposalTests
{
    [Fact]
    public void A_follower_forwards_and_answers_with_a_certificate()
    {
        var cluster = new SimCluster(1, 3);
        var session = cluster.OpenSession();
        var follower = cluster.Nodes.First(n => n != cluster.ElectLeader());
        var key = cluster.Propose(follower, session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a forwarded commit", 100);
        Assert.Equal(1, cluster.Checker.Certificates);
    }

    [Fact]
    public void A_retry_is_found_in_the_uncommitted_tail_and_the_log_holds_it_once()
    {
        var cluster = new SimCluster(2, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        cluster.Network.Filter = m => m is AppendResponse;
        var key = cluster.Propose(leader, session);
        cluster.RunFor(20);
        Assert.True(leader.Raft.Admission.Find(key).Index > leader.Raft.Commit);
        var follower = cluster.Nodes.First(n => n != leader);
        cluster.Propose(follower, key);
        cluster.RunFor(20);
        cluster.Network.Filter = null;
        cluster.SettleAndCheck();
        Assert.Single(cluster.Checker.Committed, e => e.Kind == EntryKind.Proposal && e.Key == key);
    }

    [Fact]
    public void E20_a_proposal_that_was_rolled_back_can_be_proposed_again()
    {
        var cluster = new SimCluster(3, 3);
        var session = cluster.OpenSession();
        var old = cluster.ElectLeader();
        cluster.Network.CutOff(old.Id);
        var key = cluster.Propose(old, session);
        cluster.RunFor(20);
        Assert.NotEqual(0UL, old.Raft.Admission.Find(key).Index);
        cluster.RunUntil(() => cluster.Leader is { } l && l != old && l.Raft.Commit > old.Raft.Commit, "another leader", 3000);
        cluster.RunFor(1000);
        cluster.Network.Heal();
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "the commit under the new leader");
        cluster.SettleAndCheck();
        Assert.Single(cluster.Checker.Committed, e => e.Kind == EntryKind.Proposal && e.Key == key);
    }

    [Fact]
    public void A_committed_proposal_asked_for_again_gets_the_same_index_from_any_node()
    {
        var cluster = new SimCluster(4, 3);
        var session = cluster.OpenSession();
        var key = cluster.Propose(cluster.ElectLeader(), session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit");
        cluster.RunFor(200);
        foreach (var node in cluster.Nodes) cluster.Propose(node, key);
        cluster.RunUntil(() => cluster.Checker.Replies.Count(r => r.Proposal.Key == key) == 4, "answers to retries", 500);
        Assert.Single(cluster.Checker.Replies.Where(r => r.Proposal.Key == key).Select(r => r.Index).Distinct());
    }

    [Fact]
    public void What_was_never_sent_expires_and_what_was_is_indeterminate()
    {
        var cluster = new SimCluster(5, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var follower = cluster.Nodes.First(n => n != leader);
        cluster.Network.CutOff(leader.Id);
        var sent = cluster.Propose(leader, session, ttl: 100);
        cluster.Network.CutOff(follower.Id);
        cluster.RunUntil(() => follower.Raft.Leader.IsEmpty, "a follower without leader", 2000);
        var unsent = cluster.Propose(follower, session, ttl: 100);
        cluster.RunFor(300);
        Assert.Equal(ProposalVerdict.Indeterminate, cluster.Checker.Replies.Single(r => r.Proposal.Key == sent).Verdict);
        Assert.Equal(ProposalVerdict.Expired, cluster.Checker.Replies.Single(r => r.Proposal.Key == unsent).Verdict);
        cluster.SettleAndCheck();
        Assert.DoesNotContain(cluster.Checker.Committed, e => e.Kind == EntryKind.Proposal && e.Key == unsent);
    }

    [Fact]
    public void A_session_that_is_not_open_or_not_the_origin_s_is_refused()
    {
        var cluster = new SimCluster(6, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var unknown = new ProposalKey(cluster.Client, 999, 1);
        var foreign = new ProposalKey(TestKeys.Name(77), session, 1);
        cluster.Propose(cluster.Nodes.First(n => n != leader), unknown);
        cluster.Propose(leader, foreign);
        cluster.RunUntil(() => cluster.Checker.Replies.Count(r => r.Verdict == ProposalVerdict.Aborted) == 2, "two refusals", 200);
        Assert.Contains(cluster.Checker.Replies, r => r.Proposal.Key == unknown && r.Reason.StartsWith("session 999 is not open", StringComparison.Ordinal));
        Assert.Contains(cluster.Checker.Replies, r => r.Proposal.Key == foreign && r.Reason == $"session {session} belongs to another origin");
    }

    [Fact]
    public void Limits_are_told_and_not_queued_over()
    {
        var raft = new RaftBench().Raft;
        var desk = new ProposalDesk(raft, new DeskOptions { MaxPendingPerClient = 2 }, new RaftOptions { MaxPayload = 10 });
        Submit(desk, 1, 10);
        Submit(desk, 2, 11);
        Submit(desk, 3, 1);
        Submit(desk, 4, 1);
        Submit(desk, 5, 1, quorum: 4);
        desk.CheckInvariants();
        Assert.Equal(
            [
                "the payload has 11 bytes and the limit is 10",
                "this client has 2 pending proposals, its limit (max-pending-per-client); wait for answers",
                "a quorum of 4 is asked for and there are 3 voters",
            ],
            desk.Replies.Select(r => r.Reason));
    }

    [Fact]
    public void With_forwarding_off_a_follower_names_the_leader()
    {
        var bench = new RaftBench();
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        var desk = new ProposalDesk(bench.Raft, new DeskOptions { Forward = false }, bench.Options);
        Submit(desk, 1, 1);
        var reply = Assert.Single(desk.Replies);
        Assert.Equal((ProposalVerdict.NotLeader, bench.B), (reply.Verdict, reply.Leader));
    }

    [Fact]
    public void A_late_refusal_of_an_earlier_leader_denies_nothing_that_a_later_one_may_have()
    {
        var bench = new RaftBench();
        var desk = new ProposalDesk(bench.Raft, new DeskOptions(), bench.Options);
        var key = new ProposalKey(TestKeys.Name(50), 1, 1);
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        Submit(desk, 1, 1);
        Assert.Equal((bench.B, 1UL), desk.TakeForward() is { } first ? (first.To, first.Term) : default);
        bench.StepDurably(new HeartbeatRequest(bench.C, bench.Me, 2, 0, 0));
        desk.Tick(0, TimeSpan.FromSeconds(2));
        Assert.Equal((bench.C, 2UL), desk.TakeForward() is { } forward ? (forward.To, forward.Term) : default);
        desk.OnRefusal(new ForwardRefusal(bench.B, bench.Me, 1, key, "session 1 is not open"));
        Assert.Empty(desk.Replies);
        desk.OnRefusal(new ForwardRefusal(bench.C, bench.Me, 2, key, "session 1 is not open"));
        Assert.Equal(ProposalVerdict.Indeterminate, Assert.Single(desk.Replies).Verdict);
    }

    [Fact]
    public void Only_the_leader_of_its_term_takes_what_is_forwarded_however_often_it_arrives()
    {
        var cluster = new SimCluster(7, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var from = cluster.Nodes.First(n => n != leader).Id;
        var key = new ProposalKey(cluster.Client, session, 5);
        var proposals = new[] { new ForwardedProposal(new Proposal(key, EntryKind.Proposal, 0, new byte[] { 1 }), 0) };
        leader.Do(core => core.Step(new ForwardRequest(from, leader.Id, leader.Raft.Term - 1, proposals), cluster.UnixMs, cluster.Now));
        Assert.Equal(0UL, leader.Raft.Admission.Find(key).Index);
        for (var i = 0; i < 3; i++)
            leader.Do(core => core.Step(new ForwardRequest(from, leader.Id, leader.Raft.Term, proposals), cluster.UnixMs, cluster.Now));
        cluster.SettleAndCheck();
        Assert.Single(cluster.Checker.Committed, e => e.Kind == EntryKind.Proposal && e.Key == key);
    }

    private static void Submit(ProposalDesk desk, ulong seq, int size, int quorum = 0) => desk.Submit(
        new ProposalRequest(
            new Proposal(new ProposalKey(TestKeys.Name(50), 1, seq), EntryKind.Proposal, 0, new byte[size]), quorum, true, TimeSpan.FromHours(1), "x"),
        null, 0, TimeSpan.FromSeconds(1));
}
