using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// A rough life with a checkpoint every few entries: loss, cuts, crashes, pauses and hanging disks, while logs are compacted
/// and snapshots taken, fetched and installed. The checkers watch every step, the states of all are what the log makes of them.
/// </summary>
public sealed class SnapshotCampaignTests
{
    public static TheoryData<int, int> Campaigns()
    {
        var data = new TheoryData<int, int>();
        for (var seed = 1; seed <= 40; seed++) data.Add(seed, seed % 3 == 0 ? 5 : 3);
        return data;
    }

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void Nothing_is_lost_and_all_states_are_the_log_s(int seed, int count) => Run(seed, count);

    [Fact]
    public void Snapshots_are_installed_in_such_a_life() => Assert.True(Enumerable.Range(1001, 8).Sum(seed => Run(seed, 3)) > 0);

    private static int Run(int seed, int count)
    {
        var snapshots = new SimSnapshots
        {
            Ballast = seed % 4 * 300_000, ApplyMs = seed % 2 == 0 ? 1 : 25, Checkpoints = new() { EveryEntries = 12, Keep = 3 },
        };
        var cluster = new SimCluster(seed, count, SimOptions.Rough, snapshots: snapshots);
        var session = cluster.OpenSession();
        for (var round = 0; round < 150; round++)
        {
            Disturb(cluster);
            var alive = cluster.Nodes.Where(n => n.Alive).ToArray();
            for (var i = cluster.Random.Next(4); i > 0 && alive.Length > 0; i--) cluster.Propose(alive[cluster.Random.Next(alive.Length)], session);
            cluster.RunFor(cluster.Random.Next(60));
        }

        cluster.SettleAndCheck();
        SnapshotTests.Propose(cluster, session, 40);
        cluster.SettleAndCheck();
        foreach (var node in cluster.Nodes) Assert.True(node.Fatal is null, $"{cluster.Seed}: {node.Fatal}");
        Assert.True(cluster.Checker.Records.Count >= 1, $"{cluster.Seed}: {cluster.Checker.Records.Count} checkpoints");
        return cluster.Nodes.Sum(n => n.Installed);
    }

    private static void Disturb(SimCluster cluster)
    {
        var node = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
        switch (cluster.Random.Next(36))
        {
            case 0 or 1: node.Crash(); break;
            case 2 when cluster.Leader is { } leader: leader.Crash(); break;
            case 3 or 4 when !node.Alive: node.Start(); break;
            case 5: cluster.Network.CutOff(node.Id); break;
            case 6: cluster.Network.CutOneWay(node.Id, cluster.Names[cluster.Random.Next(cluster.Names.Length)]); break;
            case 7 or 8: cluster.Network.Heal(); break;
            case 9: node.Paused = true; break;
            case 10 or 11: node.Paused = false; break;
            case 12: node.DiskHangs = true; break;
            case 13 or 14: node.DiskHangs = false; break;
            case 15 or 16: foreach (var dead in cluster.Nodes.Where(n => !n.Alive)) dead.Start(); break;
        }
    }
}
