using AkkaFederation.Membership;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Complete nodes under each of the faults that RELIABILITY names and a world can bring about, one by one.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Voters_survive_that_everything_between_them_is_lost_doubled_and_overtaken(ulong seed)
    {
        var world = Begin(seed, out var client);
        world.Expose(new MessageFaults { Loss = 0.05, Duplication = 0.3, Reordering = 0.3, Detour = TimeSpan.FromMilliseconds(120) });
        client.ProposeUntil(world.Now + TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(50));
        world.Run(TimeSpan.FromSeconds(20));

        // Such links cost elections; what is committed stands there once, which the checkers look at.
        Assert.True(world.Commits > 50, $"{world.Commits} commits");
        world.Heal();
        AssertRecovers(world, client);
    }

    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(-1_000_000_000)]
    public void M12_A23_wall_clocks_that_jump_by_a_billion_seconds_cost_nothing(int seconds)
    {
        var world = Begin(5, out var client);
        var elections = world.Elections;
        world.Leader!.JumpClock(TimeSpan.FromSeconds(seconds));
        world.Nodes[4].JumpClock(TimeSpan.FromSeconds(-seconds));
        for (var i = 0; i < 20; i++)
        {
            client.Propose();
            world.Run(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(20, client.Answered);
        Assert.Equal(elections, world.Elections);
        AssertRecovers(world, client);
    }

    [Fact]
    public void M12_A23_a_node_that_starts_with_a_clock_far_behind_its_former_life_is_seen_again()
    {
        var world = Begin(6, out var client);
        var node = world.Nodes[4];
        node.Crash();
        node.JumpClock(TimeSpan.FromSeconds(-1_000_000_000));
        world.Run(TimeSpan.FromSeconds(1));
        node.Start();
        AssertRecovers(world, client);
    }

    [Fact]
    public void Clocks_that_run_ten_percent_fast_and_slow_cost_no_election()
    {
        var world = Begin(7, out var client);
        var elections = world.Elections;
        foreach (var (i, node) in world.Nodes.Index()) node.ClockDriftPpm = i % 2 == 0 ? 100_000 : -100_000;
        client.ProposeUntil(world.Now + TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(100));
        world.Run(TimeSpan.FromSeconds(60));
        Assert.Equal(elections, world.Elections);
        AssertRecovers(world, client);
    }

    [Fact]
    public void A_cpu_that_stalls_for_20_s_in_each_minute_makes_no_healthy_peer_unreachable()
    {
        var world = Begin(8, out var client);
        var stalling = world.Nodes[4];
        var healthy = world.Nodes.Take(4).ToList();
        world.AddCheck(
            "no false UNREACHABLE",
            () => healthy.SelectMany(n => healthy.Where(o => o != n && n.Membership?.Find(o.Id)?.Status == PeerStatus.Unreachable).Select(o => $"{n.Name} says so of {o.Name}"))
                .FirstOrDefault(),
            TimeSpan.FromMilliseconds(100));
        stalling.StallCpu(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60));
        client.ProposeUntil(world.Now + TimeSpan.FromMinutes(4), TimeSpan.FromMilliseconds(500));
        world.Run(TimeSpan.FromMinutes(4));
        stalling.StallCpu(TimeSpan.Zero, TimeSpan.Zero);
        AssertRecovers(world, client);
    }

    private static SimulatedWorld Begin(ulong seed, out SimulatedClient client)
    {
        var world = new SimulatedWorld(seed, new SimulatedWorldOptions { Nodes = 5 });
        world.StartAll();
        client = world.AddClient("client");
        Assert.True(world.RunUntil(() => world.Leader is not null && AllSeeAll(world), Patience));
        return world;
    }

    private static void AssertRecovers(SimulatedWorld world, SimulatedClient client)
    {
        Assert.True(world.RunUntil(() => AllSeeAll(world), Patience), "not all see all");
        var before = world.Acknowledged;
        client.Propose();
        Assert.True(world.RunUntil(() => world.Acknowledged > before, Patience), "nothing is committed");
        world.Run(TimeSpan.FromSeconds(25));
        world.CheckAtRest();
        Assert.Empty(world.Violations);
    }

    private static bool AllSeeAll(SimulatedWorld world) =>
        world.Nodes.All(n => n.Membership?.Peers.Count(p => p.Status is PeerStatus.Healthy) == world.Nodes.Count - 1);
}
