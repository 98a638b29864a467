using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Checkpoints, compaction and the transfer of snapshots in the simulated federation. Chapters are the dissertation's.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void Chapter_5_the_log_is_compacted_at_a_checkpoint_that_all_agree_on()
    {
        var cluster = new SimCluster(1, 3, snapshots: new SimSnapshots());
        Propose(cluster, cluster.OpenSession(), 100);
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Raft.Log.FirstIndex > 60), "compaction everywhere");
        cluster.SettleAndCheck();

        Assert.True(cluster.Checker.Records.Count >= 3, $"{cluster.Checker.Records.Count} checkpoints");
        Assert.All(cluster.Nodes, n => Assert.True(n.Raft.Log.FirstIndex <= n.Disk.Record!.Mark - 4, "what is kept for slow followers"));
    }

    [Fact]
    public void Chapter_5_a_restart_begins_with_the_newest_snapshot_and_replays_what_follows()
    {
        var cluster = new SimCluster(2, 3, snapshots: new SimSnapshots());
        var session = cluster.OpenSession();
        Propose(cluster, session, 100);
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Disk.Record is { Mark: > 60 }), "snapshots");
        foreach (var node in cluster.Nodes) node.Crash();
        foreach (var node in cluster.Nodes)
        {
            node.Start();
            Assert.True(node.Raft.Applied >= node.Disk.Record!.Mark, "applied from the snapshot on");
        }

        Propose(cluster, session, 10);
        cluster.SettleAndCheck();
    }

    [Fact]
    public void Chapter_5_a_proposal_that_is_sent_again_after_a_restart_from_a_snapshot_keeps_its_index_and_its_result()
    {
        var cluster = new SimCluster(3, 3, snapshots: new SimSnapshots());
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var key = cluster.Propose(leader, session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "the first answer");
        var first = cluster.Checker.Replies.Last(r => r.Proposal.Key == key);
        Propose(cluster, session, 60);
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Disk.Record is { Mark: > 40 }), "snapshots");
        foreach (var node in cluster.Nodes) node.Crash();
        foreach (var node in cluster.Nodes) node.Start();
        var again = cluster.ElectLeader();
        cluster.Propose(again, key, certificate: false);
        cluster.RunUntil(() => cluster.Checker.Replies.Count(r => r.Proposal.Key == key) > 1, "the second answer");
        var second = cluster.Checker.Replies.Last(r => r.Proposal.Key == key);

        Assert.Equal(first.Index, second.Index);
        Assert.Equal(4, first.Result!.Value.Length);
        Assert.Equal(first.Result.Value.ToArray(), second.Result!.Value.ToArray());
    }

    [Fact]
    public void Chapter_5_a_follower_whose_next_entry_is_compacted_gets_the_snapshot_and_then_the_log()
    {
        var (cluster, session, slow) = OneFallsBehind(4, new SimSnapshots { Ballast = 3_000_000 });
        slow.Start();
        cluster.RunUntil(() => slow.Alive && slow.Installed > 0, "the snapshot on the slow follower");
        Propose(cluster, session, 5);
        cluster.SettleAndCheck();
        Assert.Equal(1, slow.Installed);
    }

    [Fact]
    public void Chapter_5_a_snapshot_that_says_less_than_the_log_does_not_take_its_place()
    {
        var cluster = new SimCluster(5, 3, snapshots: new SimSnapshots());
        Propose(cluster, cluster.OpenSession(), 60);
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Disk.Record is { Mark: > 20 }), "snapshots");
        var leader = cluster.Leader!;
        var follower = cluster.Nodes.First(n => n != leader);
        var (record, last) = (leader.Disk.Record!, follower.Raft.Log.LastIndex);
        follower.Receive(new SnapshotAvailable(leader.Id, follower.Id, leader.Raft.Term, record.Mark, record.Manifest.Statement.MarkTerm, record.Digest));
        cluster.RunFor(500);

        Assert.Null(follower.Snapshots!.Progress);
        Assert.Equal(0, follower.Installed);
        Assert.True(follower.Raft.Log.LastIndex >= last);
    }

    [Fact]
    public void A_transfer_goes_on_where_it_was_under_the_next_leader()
    {
        var (cluster, session, slow) = OneFallsBehind(6, new SimSnapshots { Ballast = 8_000_000, Checkpoints = new() { EveryEntries = 40, Keep = 5 } });
        slow.Start();
        cluster.RunUntil(() => slow.Snapshots!.Progress is { Received: >= 10 }, "a third of the snapshot");
        var (first, mark) = (cluster.Leader!, slow.Snapshots!.Progress!.Value);
        first.Crash();
        cluster.RunUntil(() => cluster.Leader is { } l && l != first, "another leader");
        cluster.RunUntil(() => slow.Installed > 0, "the snapshot on the slow follower", 20_000);

        // What the first leader sent was not asked for again; only what was on its way is.
        var sent = first.Snapshots!.ChunksSent + cluster.Leader!.Snapshots!.ChunksSent;
        Assert.InRange(sent, mark.Of, mark.Of + 2 * new SnapshotOptions().Window);
        Propose(cluster, session, 5);
        cluster.SettleAndCheck();
    }

    [Fact]
    public void Lost_repeated_and_late_chunks_only_cost_time()
    {
        var (cluster, session, slow) = OneFallsBehind(7, new SimSnapshots { Ballast = 4_000_000, Checkpoints = new() { EveryEntries = 40, Keep = 5 } });
        cluster.Options = SimOptions.Rough with { Loss = 0.3, Duplication = 0.3, Replay = 0.1 };
        slow.Start();
        cluster.RunUntil(() => slow.Installed > 0, "the snapshot on the slow follower", 120_000);
        Propose(cluster, session, 5);
        cluster.SettleAndCheck();
    }

    [Fact]
    public void A_crash_at_every_step_of_taking_and_installing_a_snapshot_loses_nothing()
    {
        var steps = Story(0);
        Assert.True(steps > 60, $"{steps} steps only");
        for (var step = 1; step <= steps; step++) Story(step);
    }

    [Fact]
    public void A_transfer_does_not_hold_up_commits()
    {
        var (cluster, session, slow) = OneFallsBehind(9, new SimSnapshots
        {
            Ballast = 16_000_000, Transfer = new SnapshotOptions { Rate = 4 << 20 }, Checkpoints = new() { EveryEntries = 1000, Keep = 5 },
        }, 1100);
        slow.Start();
        cluster.RunUntil(() => slow.Snapshots!.Progress is { Received: >= 2 }, "a transfer under way");
        var before = cluster.Now;
        var keys = Enumerable.Range(0, 50).Select(_ => cluster.Propose(cluster.Leader!, session)).ToList();
        cluster.RunUntil(() => keys.All(cluster.Checker.Acknowledged.ContainsKey), "commits meanwhile", 1000);

        Assert.True(slow.Snapshots!.Progress is { } p && p.Received < p.Of, "the transfer goes on");
        cluster.RunUntil(() => slow.Installed > 0, "the snapshot", 30_000);
        Assert.True(cluster.Now - before > TimeSpan.FromSeconds(2.5), "the rate is kept");
        cluster.SettleAndCheck();
    }

    [Fact]
    public void A_replica_with_another_state_ends_its_part_and_names_entry_and_part()
    {
        var cluster = new SimCluster(10, 3, snapshots: new SimSnapshots());
        var leader = cluster.ElectLeader();
        var odd = cluster.Nodes.First(n => n != leader);
        odd.Machine!.Bias = 7;
        var session = cluster.OpenSession();
        for (var i = 0; i < 60 && odd.Fatal is null; i++)
        {
            cluster.Propose(cluster.Leader!, session);
            cluster.RunFor(20);
        }

        Assert.Contains("it differs in part 'machine' from checkpoint", odd.Fatal);
        Assert.Contains("at entry ", odd.Fatal);
        Assert.All(cluster.Nodes.Where(n => n != odd), n => Assert.Null(n.Fatal));
    }

    [Fact]
    public void E13_a_follower_that_takes_longer_than_the_pause_between_checkpoints_still_gets_one_whole() => Stories.SlowReceiver(RaftRules.Sound);

    [Fact]
    public void E14_a_snapshot_is_taken_at_the_mark_however_many_entries_are_applied_with_it() => Stories.ManyAppliedAtOnce(RaftRules.Sound);

    internal static (SimCluster Cluster, ulong Session, SimNode Slow) OneFallsBehind(int seed, SimSnapshots snapshots, int entries = 120)
    {
        var cluster = new SimCluster(seed, 3, snapshots: snapshots);
        var session = cluster.OpenSession();
        var leader = cluster.ElectLeader();
        var slow = cluster.Nodes.First(n => n != leader);
        slow.Crash();
        Propose(cluster, session, entries);
        cluster.RunUntil(() => cluster.Nodes.Where(n => n != slow).All(n => n.Raft.Log.FirstIndex > 20), "compaction without it", 60_000);
        cluster.RunFor(300);
        return (cluster, session, slow);
    }

    internal static void Propose(SimCluster cluster, ulong session, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var node = cluster.Nodes.First(n => n.Alive);
            cluster.Propose(node, session);
            cluster.RunFor(5);
        }
    }

    private static int Story(int crashStep)
    {
        var (cluster, session, slow) = OneFallsBehind(8, new SimSnapshots { Ballast = 1_000_000, Checkpoints = new() { EveryEntries = 100, Keep = 5 } }, 130);
        var before = cluster.Steps;
        if (crashStep > 0) cluster.CrashStep = before + crashStep;
        slow.Start();
        for (var i = 0; i < 40; i++)
        {
            foreach (var dead in cluster.Nodes.Where(n => !n.Alive)) dead.Start();
            cluster.Propose(cluster.Nodes.First(n => n.Alive), session);
            cluster.RunFor(20);
        }

        var steps = cluster.Steps - before;
        cluster.SettleAndCheck();
        return steps;
    }
}
