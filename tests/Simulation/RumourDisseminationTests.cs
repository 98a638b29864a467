using AkkaFederation.TestKit.Dissemination;

namespace AkkaFederation.Simulation.Tests;

/// <summary>The figures of rumours: who has heard after how many rounds, and what that costs a node.</summary>
public sealed class RumourDisseminationTests
{
    [Theory]
    [InlineData(10, 7, 20)]
    [InlineData(100, 8, 20)]
    [InlineData(1_000, 10, 5)]
    [InlineData(10_000, 12, 1)]
    public void Ninety_nine_percent_have_it_within_the_rounds_at_fanout_3_and_5_percent_loss(int nodes, int rounds, int runs)
    {
        var report = new RumourDissemination(new DisseminationPlan { Mode = DisseminationMode.Rumour, Nodes = nodes, Runs = runs }).Execute();
        Assert.InRange(report.RoundsP99, 1, rounds);
        Assert.True(report.RoundsP50 < report.RoundsP99);
        Assert.InRange(report.Delivered, 0.99, 1);
    }

    [Fact]
    public void What_a_rumour_costs_a_node_is_the_same_in_a_federation_ten_times_as_large()
    {
        var small = new RumourDissemination(new DisseminationPlan { Mode = DisseminationMode.Rumour, Nodes = 100, Runs = 10 }).Execute();
        var large = new RumourDissemination(new DisseminationPlan { Mode = DisseminationMode.Rumour, Nodes = 1_000, Runs = 3 }).Execute();
        Assert.InRange(large.MessagesPerNode / small.MessagesPerNode, 0.9, 1.1);
        Assert.InRange(large.BytesPerNode / small.BytesPerNode, 0.9, 1.1);
    }

    [Fact]
    public void The_same_plan_gives_the_same_figures()
    {
        var plan = new DisseminationPlan { Mode = DisseminationMode.Rumour, Nodes = 200, Seed = 7 };
        Assert.Equal(new RumourDissemination(plan).Execute(), new RumourDissemination(plan).Execute());
    }
}
