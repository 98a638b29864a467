using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Leadership transfer, dissertation 3.10, and its use when a leader leaves.</summary>
public sealed class TransferTests
{
    [Fact]
    public void S3_10_a_leader_that_hands_over_takes_no_more_proposals()
    {
        var bench = Leader();
        Assert.True(bench.Raft.Transfer(bench.B, bench.Now));
        var refused = bench.Raft.Append(new Proposal(new ProposalKey(bench.B, 0, 9), EntryKind.SessionOpened, 0, default), 1);
        Assert.Equal(AppendStatus.NotLeader, refused.Status);
        Assert.Equal(1UL, bench.Raft.Log.LastIndex);
    }

    [Fact]
    public void S3_10_the_successor_is_told_only_once_it_has_the_leader_s_whole_log()
    {
        var bench = Leader();
        bench.Propose(1);
        bench.Settle();
        bench.Raft.Transfer(bench.B, bench.Now);
        Assert.Empty(bench.Settle().OfType<TimeoutNow>());
        Assert.Empty(bench.StepDurably(bench.Accepted(bench.C, 2)).OfType<TimeoutNow>());
        var told = Assert.Single(bench.StepDurably(bench.Accepted(bench.B, 2)).OfType<TimeoutNow>());
        Assert.Equal((bench.B, 1UL), (told.To, told.Term));
    }

    [Fact]
    public void S3_10_the_successor_stands_at_once_and_without_asking_beforehand()
    {
        var bench = new RaftBench();
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        var sent = bench.StepDurably(new TimeoutNow(bench.B, bench.Me, 1));
        Assert.Equal([bench.B, bench.C], sent.OfType<VoteRequest>().Where(m => m.Transfer && m.Term == 2).Select(m => m.To));
        Assert.Empty(sent.OfType<PreVoteRequest>());
        Assert.Equal(new HardState(2, bench.Me), bench.Disk.Hard);
    }

    [Fact]
    public void S3_10_a_voter_that_hears_its_leader_still_votes_in_an_election_that_the_leader_wants()
    {
        var bench = new RaftBench();
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        Assert.Empty(bench.StepDurably(new VoteRequest(bench.C, bench.Me, 2, 0, 0)));
        var answer = Assert.Single(bench.StepDurably(new VoteRequest(bench.C, bench.Me, 2, 0, 0) { Transfer = true }).OfType<VoteResponse>());
        Assert.True(answer.Granted);
    }

    [Fact]
    public void S3_10_the_leader_itself_votes_for_its_successor()
    {
        var bench = Leader();
        bench.Raft.Transfer(bench.B, bench.Now);
        var answer = Assert.Single(bench.StepDurably(new VoteRequest(bench.B, bench.Me, 2, 1, 1) { Transfer = true }).OfType<VoteResponse>());
        Assert.True(answer.Granted);
        Assert.Equal(RaftRole.Follower, bench.Raft.Role);
        Assert.True(bench.Raft.Successor.IsEmpty);
    }

    [Fact]
    public void S3_10_a_transfer_that_comes_to_nothing_ends_after_an_election_timeout_and_proposals_are_taken_again()
    {
        var bench = Leader();
        bench.Raft.Transfer(bench.B, bench.Now);
        var end = bench.Now + bench.Options.ElectionMax;
        while (bench.Now < end)
        {
            Assert.Equal(bench.B, bench.Raft.Successor);
            foreach (var peer in new[] { bench.B, bench.C }) bench.Step(new HeartbeatResponse(peer, bench.Me, 1));
            bench.Pass(bench.Options.Heartbeat);
        }

        Assert.True(bench.Raft.Successor.IsEmpty);
        Assert.Equal(RaftRole.Leader, bench.Raft.Role);
        bench.Propose(1);
    }

    [Fact]
    public void S3_10_a_lost_request_to_stand_is_repeated_with_the_next_heartbeat()
    {
        var bench = Leader();
        bench.Raft.Transfer(bench.B, bench.Now);
        Assert.Single(bench.Settle().OfType<TimeoutNow>());
        Assert.Empty(bench.Settle().OfType<TimeoutNow>());
        Assert.Single(bench.Pass(bench.Options.Heartbeat).OfType<TimeoutNow>());
    }

    [Fact]
    public void A_request_to_stand_counts_only_from_the_leader_that_is_followed_and_in_its_term()
    {
        var bench = new RaftBench();
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 3, 0, 0));
        bench.StepDurably(new TimeoutNow(bench.C, bench.Me, 3));
        bench.StepDurably(new TimeoutNow(bench.B, bench.Me, 2));
        Assert.Equal((RaftRole.Follower, 3UL), (bench.Raft.Role, bench.Raft.Term));
        bench.StepDurably(new TimeoutNow(bench.B, bench.Me, 4)); // nobody has heard of such a leader
        Assert.Equal((RaftRole.Follower, 4UL), (bench.Raft.Role, bench.Raft.Term));
    }

    [Fact]
    public void E16_a_successor_whose_disk_hangs_does_not_stand()
    {
        var bench = new RaftBench();
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        bench.Raft.Step(bench.Append(bench.B, 1, 0, 0, RaftBench.Log(1)), bench.Now);
        bench.Take(out var hanging);
        Assert.NotNull(hanging);
        bench.Pass(bench.Options.ElectionMax / 2);
        bench.Step(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        bench.Pass((bench.Options.ElectionMax / 2) + bench.Options.Heartbeat);
        bench.Step(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        bench.Step(new TimeoutNow(bench.B, bench.Me, 1));
        Assert.Equal((RaftRole.Follower, 1UL), (bench.Raft.Role, bench.Raft.Term));
    }

    [Fact]
    public void A_transfer_to_oneself_to_a_stranger_or_by_a_follower_is_refused()
    {
        var bench = Leader();
        Assert.False(bench.Raft.Transfer(bench.Me, bench.Now));
        Assert.False(bench.Raft.Transfer(TestKeys.Name(99), bench.Now));
        Assert.False(new RaftBench().Raft.Transfer(bench.B, bench.Now));
    }

    [Fact]
    public void A_leader_that_leaves_is_replaced_within_a_few_heartbeats_and_loses_nothing()
    {
        var times = new List<double>();
        for (var seed = 1; seed <= 100; seed++)
        {
            var cluster = new SimCluster(seed, seed % 2 == 0 ? 3 : 5);
            var session = cluster.OpenSession();
            var leader = cluster.ElectLeader();
            var keys = Enumerable.Range(0, 10).Select(_ => cluster.Propose(leader, session)).ToList();
            var start = cluster.Now;
            leader.Do(core => core.Leave(cluster.Now));
            cluster.RunUntil(() => leader.Raft.MayLeave, "leave", 1000);
            Assert.Equal(RaftRole.Follower, leader.Raft.Role);
            times.Add((cluster.Now - start).TotalMilliseconds);
            cluster.RunUntil(() => keys.TrueForAll(cluster.Checker.Acknowledged.ContainsKey), "the commits of what was proposed before");
            leader.Crash();
            var after = cluster.Propose(cluster.Leader!, session);
            cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(after), "a commit without the former leader", 2000);
        }

        times.Sort();
        Assert.True(times[^1] <= 3 * new RaftOptions().Heartbeat.TotalMilliseconds, $"worst {times[^1]} ms, median {times[50]} ms");
    }

    [Fact]
    public void Proposals_made_at_the_leader_while_it_hands_over_go_to_its_successor()
    {
        var cluster = new SimCluster(3, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        leader.Do(core => core.Leave(cluster.Now));
        var key = cluster.Propose(leader, session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "the commit", 1000);
        Assert.NotEqual(leader, cluster.Leader);
    }

    [Fact]
    public void A_leaving_leader_tries_the_next_when_the_first_is_silent_and_goes_when_none_is_left()
    {
        var cluster = new SimCluster(4, 3);
        var leader = cluster.ElectLeader();
        cluster.Network.Filter = m => m is TimeoutNow;
        leader.Do(core => core.Leave(cluster.Now));
        var first = leader.Raft.Successor;
        cluster.RunFor(500);
        var second = leader.Raft.Successor;
        Assert.False(first.IsEmpty || second.IsEmpty || first == second);
        Assert.False(leader.Raft.MayLeave);
        cluster.RunFor(500);
        Assert.True(leader.Raft.MayLeave);
    }

    [Fact]
    public void E21_when_all_leave_and_restart_there_is_a_leader_again()
    {
        var cluster = new SimCluster(5, 3);
        var session = cluster.OpenSession();
        cluster.ElectLeader();
        foreach (var node in cluster.Nodes) node.Do(core => core.Leave(cluster.Now));
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Raft.MayLeave), "leave", 2000);
        foreach (var node in cluster.Nodes) node.Crash();
        foreach (var node in cluster.Nodes) node.Start();
        var key = cluster.Propose(cluster.Nodes[0], session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit after the restart", 3000);
        cluster.SettleAndCheck();
    }

    private static RaftBench Leader()
    {
        var bench = new RaftBench();
        bench.Elect();
        foreach (var peer in new[] { bench.B, bench.C }) bench.StepDurably(bench.Accepted(peer, 1));
        Assert.Equal(1UL, bench.Raft.Commit);
        return bench;
    }
}
