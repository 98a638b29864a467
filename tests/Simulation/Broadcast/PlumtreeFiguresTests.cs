using AkkaFederation.TestKit.Dissemination;

namespace AkkaFederation.Simulation.Tests.Broadcast;

/// <summary>The figures that broadcasts hold, measured on cores alone over one shared table.</summary>
public sealed class PlumtreeFiguresTests
{
    [Fact]
    public void Redundancy_in_steady_state_is_at_most_15_percent_with_1000_nodes()
    {
        var report = Measure(new DisseminationPlan { Nodes = 1000, Loss = 0, Runs = 1 });
        Assert.Equal(1, report.Delivered);
        Assert.InRange(report.Redundancy, 0, 0.15);
        Assert.InRange(report.RoundsP99, 1, 2 * Math.Log2(1000));
    }

    [Fact]
    public void Redundancy_is_at_most_15_percent_while_5_percent_of_all_messages_are_lost()
    {
        var report = Measure(new DisseminationPlan { Nodes = 1000, Loss = 0.05, Runs = 2 });
        Assert.Equal(1, report.Delivered);
        Assert.InRange(report.Redundancy, 0, 0.15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void All_who_live_get_it_though_5_percent_is_lost_and_a_tenth_of_1000_nodes_is_killed_in_the_middle(ulong seed)
    {
        var report = Measure(new DisseminationPlan { Nodes = 1000, Loss = 0.05, Kill = 0.1, Seed = seed, Runs = 1 });
        Assert.Equal(1, report.Delivered);
    }

    [Fact]
    public void The_load_of_a_node_is_the_same_with_100_and_with_1000_nodes()
    {
        var few = Measure(new DisseminationPlan { Nodes = 100, Loss = 0, Runs = 1 });
        var many = Measure(new DisseminationPlan { Nodes = 1000, Loss = 0, Runs = 1 });
        Assert.InRange(many.MessagesPerNode / few.MessagesPerNode, 0.9, 1.1);
        Assert.InRange(many.BytesPerNode / few.BytesPerNode, 0.9, 1.1);
    }

    [Fact]
    public void A_flood_takes_as_many_links_as_the_overlay_is_wide()
    {
        var report = Measure(new DisseminationPlan { Nodes = 1000, Mode = DisseminationMode.Flood, Loss = 0, Runs = 1 });
        Assert.Equal(1, report.Delivered);
        Assert.InRange(report.RoundsAll, 1, Math.Log2(1000));
    }

    [Fact]
    public void The_same_seed_measures_the_same()
    {
        var plan = new DisseminationPlan { Nodes = 60, Kill = 0.1, Seed = 5, Runs = 1 };
        Assert.Equal(Measure(plan), Measure(plan));
        Assert.NotEqual(Measure(plan), Measure(plan with { Seed = 6 }) with { Plan = plan });
    }

    private static DisseminationReport Measure(DisseminationPlan plan) => new TreeDissemination(plan).Execute();
}
