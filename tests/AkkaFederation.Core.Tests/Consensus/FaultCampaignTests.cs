using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Many seeds of a rough life; the checkers of <see cref="SimChecker"/> watch every step. A failure names its seed.</summary>
public sealed class FaultCampaignTests
{
    public static TheoryData<int, int> Campaigns()
    {
        var data = new TheoryData<int, int>();
        for (var seed = 1; seed <= 100; seed++) data.Add(seed, seed % 3 == 0 ? 5 : 3);
        return data;
    }

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void Nothing_acknowledged_is_lost_and_nothing_is_signed_twice(int seed, int count) => Live(seed, count, SimOptions.Rough);

    // Nearly everything is read back: to catch others up, to apply what was recovered, to go on from stored parts of the tree.
    [Theory]
    [MemberData(nameof(Forgetful))]
    public void Neither_is_anything_lost_by_nodes_that_hold_a_few_entries_in_memory(int seed, int count) =>
        Live(seed, count, SimOptions.Rough with { Log = new LogLimits { MaxEntries = 6, TileLevel = 3, TilesKept = 1 } });

    public static TheoryData<int, int> Forgetful()
    {
        var data = new TheoryData<int, int>();
        for (var seed = 201; seed <= 240; seed++) data.Add(seed, seed % 3 == 0 ? 5 : 3);
        return data;
    }

    private static void Live(int seed, int count, SimOptions options)
    {
        var cluster = new SimCluster(seed, count, options);
        var session = cluster.OpenSession();
        var open = new List<ProposalKey>();
        for (var round = 0; round < 120; round++)
        {
            Disturb(cluster);
            var alive = cluster.Nodes.Where(n => n.Alive).ToArray();
            for (var i = cluster.Random.Next(4); i > 0 && alive.Length > 0; i--)
                open.Add(cluster.Propose(alive[cluster.Random.Next(alive.Length)], session));

            if (alive.Length > 0) cluster.Read(alive[cluster.Random.Next(alive.Length)]);

            // A client that retries, wherever somebody listens.
            if (open.Count > 0 && alive.Length > 0)
                cluster.Propose(alive[cluster.Random.Next(alive.Length)], open[cluster.Random.Next(open.Count)]);
            cluster.RunFor(cluster.Random.Next(60));
        }

        cluster.SettleAndCheck();
        Assert.True(cluster.Checker.Reads > 0, $"{cluster.Seed}: no read was answered");
        var late = Enumerable.Range(0, 5).Select(i => cluster.Propose(cluster.Nodes[i % count], session)).ToList();
        var certificates = cluster.Checker.Certificates;
        cluster.RunUntil(() => late.All(cluster.Checker.Acknowledged.ContainsKey), "commits after healing");
        Assert.True(cluster.Checker.Certificates >= certificates + late.Count, $"{cluster.Seed}: acknowledged without certificates");
        cluster.SettleAndCheck();
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(4, 3)]
    [InlineData(5, 5)]
    [InlineData(6, 3)]
    [InlineData(7, 3)]
    [InlineData(8, 5)]
    public void A16_A17_messages_replayed_in_later_terms_and_after_restarts_change_nothing(int seed, int count)
    {
        var cluster = new SimCluster(seed, count, SimOptions.Rough with { Replay = 0.2 });
        var session = cluster.OpenSession();
        for (var round = 0; round < 120; round++)
        {
            Disturb(cluster);
            if (cluster.Nodes.FirstOrDefault(n => n.Alive) is { } node) cluster.Propose(node, session);
            cluster.RunFor(cluster.Random.Next(60));
        }

        cluster.SettleAndCheck();
        Assert.True(cluster.Checker.Leaders > 1, $"{cluster.Seed}: one term only");
    }

    private static void Disturb(SimCluster cluster)
    {
        var node = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
        switch (cluster.Random.Next(40))
        {
            case 0 or 1: node.Crash(); break;
            case 2 when cluster.Leader is { } leader: leader.Crash(); break;
            case 3 or 4 or 5 when !node.Alive: node.Start(); break;
            case 6: cluster.Network.CutOff(node.Id); break;
            case 7: cluster.Network.CutOneWay(node.Id, cluster.Names[cluster.Random.Next(cluster.Names.Length)]); break;
            case 8 or 9 or 10: cluster.Network.Heal(); break;
            case 11: node.Paused = true; break;
            case 12 or 13: node.Paused = false; break;
            case 14: node.DiskHangs = true; break;
            case 15 or 16: node.DiskHangs = false; break;
            case 17: foreach (var dead in cluster.Nodes.Where(n => !n.Alive)) dead.Start(); break;
        }
    }
}
