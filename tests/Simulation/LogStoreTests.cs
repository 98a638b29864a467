using AkkaFederation.Settings;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>
/// Complete nodes whose memory holds a few entries of their log, on both journals: what they read back after crashes, for
/// followers far behind and for themselves, is what was committed. Checkers watch every turn.
/// </summary>
public sealed class LogStoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<JournalKind, int> Worlds { get; } = new()
    {
        { JournalKind.Sqlite, 0 },
        { JournalKind.Wal, 0 },
        { JournalKind.Sqlite, 300 },
        { JournalKind.Wal, 300 },
    };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void E18_torn_tails_and_crashes_at_any_moment_lose_nothing_of_a_log_that_memory_does_not_hold(JournalKind journal, int snapshotEvery)
    {
        var world = Begin(11, journal, snapshotEvery, out var client);
        var random = new Random(7);
        for (var round = 0; round < 12; round++)
        {
            client.ProposeUntil(world.Now + TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(8), new ProposeOptions { Ttl = TimeSpan.FromSeconds(20) });
            world.Run(TimeSpan.FromMilliseconds(random.Next(200, 1500)));
            var victims = round % 4 == 3 ? world.Nodes.ToArray() : [world.Nodes[random.Next(world.Nodes.Count)]];
            foreach (var node in victims) node.Crash();
            world.Run(TimeSpan.FromMilliseconds(random.Next(50, 900)));
            foreach (var node in victims) node.Start();
            Assert.True(world.RunUntil(() => world.Leader is not null, Patience), "no leader");
        }

        Assert.True(world.Acknowledged > 600, $"{world.Acknowledged} acknowledged");
        AssertComesRight(world, client);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_follower_that_was_away_gets_what_its_leader_s_memory_does_not_hold(JournalKind journal, int snapshotEvery)
    {
        var world = Begin(12, journal, snapshotEvery, out var client);
        var away = world.Nodes.First(n => n != world.Leader);
        away.Crash();
        client.ProposeUntil(world.Now + TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(10), new ProposeOptions { Ttl = TimeSpan.FromSeconds(20) });
        world.Run(TimeSpan.FromSeconds(21));
        Assert.True(world.Acknowledged > 1000, $"{world.Acknowledged} acknowledged");
        var log = world.CoreOf(world.Leader!)!.Raft.Log;
        Assert.True(log.LastIndex - log.WindowFirst < 200, $"memory holds {log.LastIndex - log.WindowFirst} entries");
        Assert.Equal(snapshotEvery > 0, log.FirstIndex > 1);

        away.Start();

        var target = log.LastIndex;
        Assert.True(world.RunUntil(() => world.CoreOf(away) is { } core && core.Raft.Applied >= target, Patience), "it does not catch up");
        Assert.Equal(world.CoreOf(world.Leader!)!.Raft.Log.Tree.Root(target), world.CoreOf(away)!.Raft.Log.Tree.Root(target));
        AssertComesRight(world, client);
    }

    private static SimulatedWorld Begin(ulong seed, JournalKind journal, int snapshotEvery, out SimulatedClient client)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions
        {
            Nodes = 3, Journal = journal, LandsAtCrash = 0.7, TearsAtCrash = 0.6,
            MoreSettings = $"consensus {{ log-memory-entries = 16, log-memory-bytes = 64KiB, snapshot-every = {snapshotEvery}, snapshot-keep = 20 }}",
        });
        world.StartAll();
        client = world.AddClient("client");
        Assert.True(world.RunUntil(() => world.Leader is not null, Patience));
        return world;
    }

    private static void AssertComesRight(SimulatedWorld world, SimulatedClient client)
    {
        var before = world.Acknowledged;
        client.Propose(new ProposeOptions { Ttl = TimeSpan.FromSeconds(20) });
        Assert.True(world.RunUntil(() => world.Acknowledged > before, Patience), "nothing is committed");
        world.Run(TimeSpan.FromSeconds(30));
        world.CheckAtRest();
        Assert.Empty(world.Violations);
    }
}
