using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// Random changes of voters in a rough life: nodes join, are promoted, removed (leaders among them) and added again, while
/// messages are lost and nodes crash, pause and are cut off. The checkers watch every step. A failure names its seed.
/// </summary>
public sealed class VoterCampaignTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Voters_change_in_rough_weather_and_nothing_acknowledged_is_lost(int seed)
    {
        var cluster = new SimCluster(seed, 1 + seed % 4, SimOptions.Rough);
        var session = cluster.OpenSession();
        for (var i = 0; i < 3; i++) cluster.Join();
        var requests = new List<ChangeRequest>();
        for (var round = 0; round < 150; round++)
        {
            Disturb(cluster);
            if (cluster.Random.Next(5) == 0 && Draw(cluster) is { } change) requests.Add(change);
            var alive = cluster.Nodes.Where(n => n.Alive).ToArray();
            if (alive.Length > 0)
            {
                cluster.Propose(alive[cluster.Random.Next(alive.Length)], session);
                cluster.Read(alive[cluster.Random.Next(alive.Length)]);
            }

            cluster.RunFor(cluster.Random.Next(80));
        }

        cluster.SettleAndCheck();
        var key = cluster.Propose(cluster.ElectLeader(), session);
        cluster.RunUntil(() => cluster.Checker.Acknowledged.ContainsKey(key), "a commit after healing");
        cluster.RunFor(6000);
        Assert.All(requests, r => Assert.True(cluster.Checker.Voters.Find(r) is not null || !cluster.Nodes.Any(n => n.Alive && n.Core!.Changes.Pending > 0), $"{cluster.Seed}: a change is not answered"));
        cluster.SettleAndCheck();
        Assert.True(cluster.Checker.Voters.Changes > 0, $"{cluster.Seed}: nothing was changed");
    }

    private static ChangeRequest? Draw(SimCluster cluster)
    {
        var who = cluster.Names[cluster.Random.Next(cluster.Names.Length)];
        var change = cluster.Random.Next(4) switch
        {
            0 => VoterChange.Add(who),
            1 => VoterChange.Promote(who),
            2 => VoterChange.Remove(who),
            _ => cluster.Leader is { } leader ? VoterChange.Remove(leader.Id) : VoterChange.Add(who),
        };
        return cluster.Leader is { } at ? cluster.Change(at, change) : null;
    }

    private static void Disturb(SimCluster cluster)
    {
        var node = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
        switch (cluster.Random.Next(40))
        {
            case 0 or 1: node.Crash(); break;
            case 2 when cluster.Leader is { } leader: leader.Crash(); break;
            case 3 or 4 or 5 or 6 when !node.Alive && node.Joiner is null: node.Start(); break;
            case 7: cluster.Network.CutOff(node.Id); break;
            case 8: cluster.Network.CutOneWay(node.Id, cluster.Names[cluster.Random.Next(cluster.Names.Length)]); break;
            case 9 or 10 or 11: cluster.Network.Heal(); break;
            case 12: node.Paused = true; break;
            case 13 or 14: node.Paused = false; break;
            case 15: node.DiskHangs = true; break;
            case 16 or 17: node.DiskHangs = false; break;
            case 18: foreach (var dead in cluster.Nodes.Where(n => !n.Alive && n.Joiner is null)) dead.Start(); break;
        }
    }
}
