using AkkaFederation.Consensus;
using AkkaFederation.Settings;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>
/// Disks that hang, fail, fill up or turn read-only, under complete nodes and on both journals: nothing is acknowledged that is
/// not durable, the node's part ends rather than its log is damaged, and the others go on. Checkers watch every turn.
/// </summary>
public sealed class BadDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<JournalKind> Journals { get; } = [JournalKind.Sqlite, JournalKind.Wal];

    public static TheoryData<JournalKind, string> Faults { get; } = new()
    {
        { JournalKind.Sqlite, "fails" },
        { JournalKind.Sqlite, "is full" },
        { JournalKind.Sqlite, "is read-only" },
        { JournalKind.Wal, "fails" },
        { JournalKind.Wal, "is full" },
        { JournalKind.Wal, "is read-only" },
    };

    [Theory]
    [MemberData(nameof(Journals))]
    public void E16_a_leader_whose_disk_hangs_steps_down_though_its_heartbeats_flow_and_another_commits(JournalKind journal)
    {
        var world = Begin(1, journal, out var client);
        var former = world.Leader!;
        var term = TermOf(world);
        former.DiskStalled = true;
        client.Propose();
        Assert.True(world.RunUntil(() => world.Leader is { } next && next != former && world.CoreOf(next)!.Raft.Term > term, TimeSpan.FromSeconds(3)), "no other leader");
        Assert.NotEqual(RaftRole.Leader, world.CoreOf(former)!.Raft.Role);
        AssertCommits(world, client);
        former.DiskStalled = false;
        AssertComesRight(world, client);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void E16_a_leader_whose_disk_refuses_ends_its_part_and_another_commits(JournalKind journal, string fault)
    {
        var world = Begin(2, journal, out var client);
        var former = world.Leader!;
        Spoil(former, fault);

        // A full disk takes what it has reserved; after some segments it does not.
        client.ProposeUntil(world.Now + Patience, TimeSpan.FromMilliseconds(5), new ProposeOptions { Ttl = TimeSpan.FromSeconds(20) });
        Assert.True(world.RunUntil(() => !former.IsRunning, Patience), "it goes on though nothing can be written");
        Assert.True(world.RunUntil(() => world.Leader is not null, TimeSpan.FromSeconds(2)), "no other leader");
        AssertCommits(world, client);
        world.Run(Patience);
        former.Start();
        AssertComesRight(world, client);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_majority_whose_disks_refuse_acknowledges_nothing_more_and_loses_nothing(JournalKind journal, string fault)
    {
        var world = Begin(3, journal, out var client);
        foreach (var node in world.Nodes.Take(3)) Spoil(node, fault);
        client.ProposeUntil(world.Now + Patience, TimeSpan.FromMilliseconds(5), new ProposeOptions { Ttl = TimeSpan.FromSeconds(5) });
        Assert.True(world.RunUntil(() => world.Nodes.Take(3).All(n => !n.IsRunning), Patience), "they go on though nothing can be written");
        world.Run(TimeSpan.FromSeconds(10));
        var acknowledged = world.Acknowledged;
        world.Run(Patience);
        Assert.Equal(acknowledged, world.Acknowledged);
        foreach (var node in world.Nodes.Take(3)) node.Start();
        AssertComesRight(world, client);
        Assert.True(world.Acknowledged > acknowledged);
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public void E15_nothing_acknowledged_is_lost_by_fail_overs_and_by_the_end_of_all_machines_at_once(JournalKind journal)
    {
        var world = Begin(4, journal, out var client);
        for (var round = 0; round < 6; round++)
        {
            client.ProposeUntil(world.Now + TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(10), new ProposeOptions { Ttl = TimeSpan.FromSeconds(20) });
            world.Run(TimeSpan.FromSeconds(1));

            // With every page that was not synced.
            var victims = round % 2 == 0 ? [world.Leader!] : world.Nodes.ToArray();
            foreach (var node in victims) node.Crash();
            world.Run(TimeSpan.FromMilliseconds(300));
            foreach (var node in victims) node.Start();
            Assert.True(world.RunUntil(() => world.Leader is not null, Patience), "no leader");
        }

        var acknowledged = world.Acknowledged;
        Assert.True(acknowledged > 500, $"{acknowledged} acknowledged");
        AssertComesRight(world, client);
        Assert.All(world.Nodes, n => Assert.True(world.CoreOf(n)!.Raft.Commit >= (ulong)acknowledged));
    }

    private static SimulatedWorld Begin(ulong seed, JournalKind journal, out SimulatedClient client)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = 5, Journal = journal });
        world.StartAll();
        var added = client = world.AddClient("client");
        Assert.True(world.RunUntil(() => world.Leader is not null, Patience));
        AssertCommits(world, added);
        return world;
    }

    private static void Spoil(SimulatedNode node, string fault)
    {
        if (fault == "fails") node.FailDisk();
        else if (fault == "is full") node.FillDisk();
        else node.MakeDiskReadOnly();
    }

    private static ulong TermOf(SimulatedWorld world) => world.CoreOf(world.Leader!)!.Raft.Term;

    private static void AssertCommits(SimulatedWorld world, SimulatedClient client)
    {
        var before = world.Acknowledged;
        client.Propose(new ProposeOptions { Ttl = TimeSpan.FromSeconds(20) });
        Assert.True(world.RunUntil(() => world.Acknowledged > before, Patience), "nothing is committed");
    }

    private static void AssertComesRight(SimulatedWorld world, SimulatedClient client)
    {
        AssertCommits(world, client);
        world.Run(TimeSpan.FromSeconds(30));
        world.CheckAtRest();
        Assert.Empty(world.Violations);
    }
}
