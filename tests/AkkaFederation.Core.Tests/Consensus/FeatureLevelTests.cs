using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Mixed versions (SPEC 5): the log is applied by newer rules only once every voter knows them.</summary>
public sealed class FeatureLevelTests
{
    private static readonly RaftOptions Old = new();
    private static readonly RaftOptions New = new() { Level = 2 };

    [Fact]
    public void A_level_comes_when_the_last_voter_supports_it_and_holds_for_the_entries_behind_it()
    {
        var cluster = Upgraded(1, 2);
        cluster.RunFor(2000);
        Assert.All(cluster.Nodes, n => Assert.Equal(1U, n.Raft.Level));
        var last = cluster.Nodes.Single(n => n.Raft.SupportedLevel == 1);
        Upgrade(cluster, last);
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Raft.Level == 2 && n.Raft.Commit >= n.Raft.Log.Levels.NewestIndex), "the new level");
        var index = cluster.Nodes[0].Raft.Log.Levels.NewestIndex;
        Assert.All(cluster.Nodes, n => Assert.Equal((1U, 2U), (n.Raft.Log.Levels.At(index - 1), n.Raft.Log.Levels.At(index))));
        Assert.Equal(1, cluster.Checker.Committed.Count(e => e.Kind == EntryKind.FeatureLevel));
        cluster.SettleAndCheck();
    }

    [Fact]
    public void A_dead_voter_of_an_old_version_keeps_the_level_down_until_it_is_removed()
    {
        var cluster = Upgraded(2, 2);
        var old = cluster.Nodes.Single(n => n.Raft.SupportedLevel == 1);
        old.Crash();
        cluster.ElectLeader();
        cluster.RunFor(2000);
        Assert.Equal(1U, cluster.Leader!.Raft.Level);
        cluster.ChangeUntilDone(VoterChange.Remove(old.Id));
        cluster.RunUntil(() => cluster.Leader?.Raft.Level == 2, "the new level");
    }

    [Fact]
    public void A_learner_of_an_old_version_is_no_voter_and_stops_when_the_level_passes_it_by()
    {
        var cluster = Upgraded(3, 3);
        cluster.RunUntil(() => cluster.Nodes.All(n => n.Raft.Level == 2), "the new level");
        var learner = cluster.Join(Old);
        cluster.RunUntil(() => learner.Alive && learner.Raft.IsTooOld, "the old version to see it");
        cluster.RunFor(500);
        Assert.Contains("feature level 1", cluster.ElectLeader().Raft.ChangeVoters(VoterChange.Promote(learner.Id), cluster.Now).Reason);
        Assert.All(cluster.Nodes[..3], n => Assert.False(n.Raft.IsTooOld));
    }

    [Fact]
    public void A_level_that_is_cut_off_the_log_is_in_force_no_more()
    {
        var bench = new RaftBench();
        var level = RaftBench.Entry(2, 1) with { Kind = EntryKind.FeatureLevel, Payload = LevelTable.ToPayload(2) };
        bench.StepDurably(bench.Append(bench.B, 1, 0, 0, [RaftBench.Entry(1, 1), level]));
        Assert.Equal((2U, false), (bench.Raft.Level, bench.Raft.IsTooOld));
        bench.StepDurably(bench.Append(bench.C, 2, 1, 1, [RaftBench.Entry(2, 2)]));
        Assert.Equal(1U, bench.Raft.Level);
    }

    [Fact]
    public void Levels_never_go_down()
    {
        var table = new LevelTable();
        table.Add(Entry(3, 4));
        table.Add(Entry(5, 2));
        table.Add(Entry(7, 4));
        Assert.Equal((4U, 3UL, 1U, 4U), (table.Newest, table.NewestIndex, table.At(2), table.At(9)));
        Assert.Throws<InvalidOperationException>(() => table.Add(Entry(9, 5) with { Payload = default }));

        static LogEntry Entry(ulong index, uint level) => RaftBench.Entry(index, 1) with { Kind = EntryKind.FeatureLevel, Payload = LevelTable.ToPayload(level) };
    }

    // Three nodes, so many of them of the newer version.
    private static SimCluster Upgraded(int seed, int count)
    {
        var cluster = new SimCluster(seed, 3);
        cluster.ElectLeader();
        for (var i = 0; i < count; i++)
        {
            Upgrade(cluster, cluster.Nodes[i]);
            cluster.ElectLeader();
            cluster.RunFor(1000);
        }

        return cluster;
    }

    private static void Upgrade(SimCluster cluster, SimNode node)
    {
        node.Crash();
        node.Options = New;
        node.Start();
        cluster.RunFor(100);
    }
}
