using AkkaFederation.Hosting;
using AkkaFederation.TestKit;
using AkkaFederation.TestKit.Dissemination;

namespace AkkaFederation.Simulation.Tests;

/// <summary>The figures of rumours between complete nodes, beside those of the cores alone.</summary>
public sealed class CompleteRumourTests
{
    private static bool IsLongRun => Environment.GetEnvironmentVariable("AKFED_LONG_TESTS") is "1" or "true";

    [Fact]
    public void Ten_complete_nodes_have_it_within_7_rounds_at_fanout_3_and_5_percent_loss() => Check(nodes: 10, rounds: 7, runs: 2);

    /// <summary>In full with <c>AKFED_LONG_TESTS=1</c>; half as many nodes otherwise, within the same rounds.</summary>
    [Fact]
    public void A_hundred_complete_nodes_have_it_within_8_rounds_at_fanout_3_and_5_percent_loss() => Check(nodes: IsLongRun ? 100 : 50, rounds: 8, runs: 1);

    [Fact]
    public void Rumours_between_complete_nodes_are_lost_by_bad_links()
    {
        var report = Measure(new DisseminationPlan { Nodes = 10, Fanout = 1, Loss = 0.9, Runs = 1 });
        Assert.InRange(report.Delivered, 0.1, 0.9);
    }

    [Fact]
    public void Killing_part_of_the_nodes_does_not_keep_a_rumour_from_the_living()
    {
        var report = Measure(new DisseminationPlan { Nodes = 20, Kill = 0.1, Runs = 1 });
        Assert.InRange(report.Delivered, 0.99, 1);
    }

    [Fact]
    public void The_rooms_that_spread_things_are_datagram_rooms_of_every_world()
    {
        var network = new SimulatedWorld(1, new SimulatedWorldOptions { Nodes = 1 }).Network;
        Assert.All(
            [FederationRooms.Membership, FederationRooms.Gossip, FederationRooms.Broadcaster, FederationRooms.Consensus],
            room => Assert.True(network.IsDatagramRoom($"/user/{FederationRooms.Guardian}/{room}")));
        Assert.True(network.IsDatagramRoom($"/user/{FederationRooms.Guardian}/{FederationRooms.Gossip}/round-1"));
    }

    private static void Check(int nodes, int rounds, int runs)
    {
        var report = Measure(new DisseminationPlan { Nodes = nodes, Runs = runs });
        Assert.True(report.CompleteNodes);
        Assert.InRange(report.RoundsP99, report.RoundsP50, rounds);
        Assert.InRange(report.RoundsP50, 0.01, rounds);
        Assert.InRange(report.Delivered, 0.99, 1);
        Assert.InRange(report.MessagesPerNode, 1, 12);
        Assert.True(report.BytesPerNode > report.MessagesPerNode * report.Plan.Payload);
    }

    private static DisseminationReport Measure(DisseminationPlan plan) => new CompleteDissemination(plan with { Mode = DisseminationMode.Rumour }).Execute();
}
