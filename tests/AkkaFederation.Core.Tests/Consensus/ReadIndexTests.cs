using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Linearisable reads by read index: dissertation 6.4.</summary>
public sealed class ReadIndexTests
{
    [Fact]
    public void S6_4_a_read_is_confirmed_by_a_round_of_heartbeats_that_began_after_it()
    {
        var bench = Leader();
        Assert.True(bench.Raft.ReadIndex(bench.Me, 7));
        var round = Round(bench.Settle());
        Assert.Empty(bench.Raft.ReadStates);
        bench.StepDurably(new HeartbeatResponse(bench.B, bench.Me, 1) { Round = round - 1 }); // an answer to an earlier one
        Assert.Empty(bench.Raft.ReadStates);
        bench.StepDurably(new HeartbeatResponse(bench.B, bench.Me, 1) { Round = round });
        Assert.Equal(new ReadState(bench.Me, 7, 1, true), Assert.Single(bench.Raft.ReadStates));
    }

    [Fact]
    public void S6_4_a_majority_confirms_and_one_answer_counts_once()
    {
        var bench = new RaftBench(5);
        bench.Elect();
        foreach (var peer in new[] { bench.B, bench.C }) bench.StepDurably(bench.Accepted(peer, 1));
        bench.Raft.ReadIndex(bench.Me, 1);
        var round = Round(bench.Settle());
        bench.StepDurably(new HeartbeatResponse(bench.B, bench.Me, 1) { Round = round });
        bench.StepDurably(new HeartbeatResponse(bench.B, bench.Me, 1) { Round = round });
        Assert.Empty(bench.Raft.ReadStates);
        bench.StepDurably(new HeartbeatResponse(bench.D, bench.Me, 1) { Round = round });
        Assert.Single(bench.Raft.ReadStates);
    }

    [Fact]
    public void S6_4_E10_a_new_leader_answers_no_read_before_an_entry_of_its_term_is_committed()
    {
        // Entries 1 and 2 may be committed by the former leader, with this one not knowing it.
        var bench = new RaftBench(log: RaftBench.Log(1, 1), hard: new HardState(1, default));
        bench.Elect();
        bench.Raft.ReadIndex(bench.Me, 1);
        bench.Settle();
        foreach (var peer in new[] { bench.B, bench.C }) bench.StepDurably(new HeartbeatResponse(peer, bench.Me, 2) { Round = 99 });
        Assert.Empty(bench.Raft.ReadStates);
        var round = Round(bench.StepDurably(bench.Accepted(bench.B, 3)));
        bench.StepDurably(new HeartbeatResponse(bench.C, bench.Me, 2) { Round = round });
        Assert.Equal(3UL, Assert.Single(bench.Raft.ReadStates).Index);
    }

    [Fact]
    public void S6_4_a_leader_that_steps_down_confirms_nothing()
    {
        var bench = Leader();
        bench.Raft.ReadIndex(bench.B, 3);
        var round = Round(bench.Settle());
        bench.StepDurably(new HeartbeatRequest(bench.C, bench.Me, 2, 0, 0));
        bench.StepDurably(new HeartbeatResponse(bench.C, bench.Me, 1) { Round = round });
        Assert.Equal(new ReadState(bench.B, 3, 0, false), Assert.Single(bench.Raft.ReadStates));
        Assert.False(bench.Raft.ReadIndex(bench.Me, 4));
    }

    [Fact]
    public void A_lost_round_is_repeated_by_the_next_heartbeats()
    {
        var bench = Leader();
        bench.Raft.ReadIndex(bench.Me, 1);
        var round = Round(bench.Settle());
        Assert.Equal(round, Round(bench.Pass(bench.Options.Heartbeat)));
    }

    [Fact]
    public void A_federation_of_one_reads_without_asking_anybody()
    {
        var cluster = new SimCluster(12, 1);
        cluster.OpenSession();
        var read = cluster.Read(cluster.Nodes[0]);
        cluster.RunUntil(() => read.Reply is not null, "the read", 10);
        Assert.Equal((ReadVerdict.Ready, cluster.Nodes[0].Raft.Applied), (read.Reply!.Verdict, read.Reply.Index));
    }

    [Fact]
    public void S6_4_a_follower_asks_its_leader_and_answers_once_it_has_applied_the_index()
    {
        var cluster = new SimCluster(13, 3);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var follower = cluster.Nodes.First(n => n != leader);
        cluster.Network.Filter = m => m is AppendRequest && m.To == follower.Id;
        var key = cluster.Propose(leader, session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "the commit");
        var read = cluster.Read(follower);
        cluster.RunFor(300);
        Assert.Null(read.Reply); // the index is known, the entry is not here yet
        cluster.Network.Filter = null;
        cluster.RunUntil(() => read.Reply is not null, "the read", 2000);
        Assert.Equal(ReadVerdict.Ready, read.Reply!.Verdict);
        Assert.True(read.Reply.Index >= cluster.Checker.Acknowledged[key] && follower.Raft.Applied >= read.Reply.Index);
    }

    [Fact]
    public void S6_4_E9_a_leader_that_was_paused_answers_no_stale_read()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var cluster = new SimCluster(seed, 3);
            var session = cluster.OpenSession();
            var former = cluster.ElectLeader();
            former.Paused = true;
            cluster.RunUntil(() => cluster.Nodes.Any(n => n != former && n.Raft.Role == RaftRole.Leader), "another leader");
            var key = cluster.Propose(cluster.Nodes.First(n => n != former && n.Raft.Role == RaftRole.Leader), session);
            cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit that the paused one does not know");

            // It wakes up believing that it leads, and is asked before it hears anything.
            Assert.Equal(RaftRole.Leader, former.Raft.Role);
            var read = cluster.Read(former);
            former.Paused = false;
            cluster.RunUntil(() => read.Reply is not null, "the read", 5000);
            Assert.Equal(ReadVerdict.Ready, read.Reply!.Verdict);
            Assert.True(read.Reply.Index >= cluster.Checker.Acknowledged[key], $"{cluster.Seed}: a stale read");
        }
    }

    [Fact]
    public void A_node_that_is_cut_off_answers_a_read_as_expired_and_nothing_else()
    {
        var cluster = new SimCluster(14, 3);
        cluster.OpenSession();
        var leader = cluster.ElectLeader();
        cluster.Network.CutOff(leader.Id);
        var read = cluster.Read(leader, ttl: 1000);
        cluster.RunFor(999);
        Assert.Null(read.Reply);
        cluster.RunFor(100);
        Assert.Equal(ReadVerdict.Expired, read.Reply!.Verdict);
    }

    [Fact]
    public void Reads_that_come_together_share_one_question_and_one_round()
    {
        var cluster = new SimCluster(15, 3);
        cluster.OpenSession();
        var leader = cluster.ElectLeader();
        cluster.RunFor(20);
        var follower = cluster.Nodes.First(n => n != leader);
        var (questions, beats) = (0, 0);
        cluster.Network.Filter = m =>
        {
            if (m is ReadIndexRequest) questions++;
            if (m is HeartbeatRequest) beats++;
            return false;
        };
        var reads = Enumerable.Range(0, 1000).Select(_ => cluster.Read(follower)).ToList();
        cluster.RunUntil(() => reads.TrueForAll(r => r.Reply is not null), "the reads", 40);
        Assert.All(reads, r => Assert.Equal(ReadVerdict.Ready, r.Reply!.Verdict));
        Assert.True(questions <= 2 && beats <= 6, $"{questions} questions, {beats} heartbeats");
    }

    [Fact]
    public void Reads_above_the_limit_are_refused_at_once()
    {
        var bench = new RaftBench();
        var desk = new ReadDesk(bench.Raft, new DeskOptions { MaxPending = 2 });
        for (var i = 0; i < 3; i++) desk.Submit(new ReadRequest(bench.Now + TimeSpan.FromSeconds(1), i));
        Assert.Equal(new ReadReply(2, ReadVerdict.Refused, 0), Assert.Single(desk.Replies));
        Assert.Equal(2, desk.Pending);
    }

    [Fact]
    public void An_answer_to_an_earlier_question_serves_no_read()
    {
        var bench = new RaftBench();
        bench.StepDurably(new HeartbeatRequest(bench.B, bench.Me, 1, 0, 0));
        var desk = new ReadDesk(bench.Raft, new DeskOptions());
        desk.Submit(new ReadRequest(bench.Now + TimeSpan.FromSeconds(5), "first"));
        var first = desk.TakeQuestion(bench.Now)!.Value;
        desk.OnAnswer(first, 0, true);
        desk.OnApplied(0);
        Assert.Equal("first", Assert.Single(desk.Replies).ReplyTo);
        desk.Submit(new ReadRequest(bench.Now + TimeSpan.FromSeconds(5), "second"));
        var second = desk.TakeQuestion(bench.Now)!.Value;
        desk.OnAnswer(first, 0, true);
        desk.OnApplied(0);
        Assert.Single(desk.Replies);
        Assert.NotEqual(first, second);
    }

    private static ulong Round(IEnumerable<RaftMessage> sent) => sent.OfType<HeartbeatRequest>().Max(m => m.Round);

    private static RaftBench Leader()
    {
        var bench = new RaftBench();
        bench.Elect();
        foreach (var peer in new[] { bench.B, bench.C }) bench.StepDurably(bench.Accepted(peer, 1));
        Assert.Equal(1UL, bench.Raft.Commit);
        return bench;
    }
}
