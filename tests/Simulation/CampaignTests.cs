using AkkaFederation.Settings;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Rough weather over a fixed set of seeds: no rule is broken, and it all comes right in the end.</summary>
public sealed class CampaignTests
{
    public static TheoryData<ulong> Seeds { get; } = [.. Enumerable.Range(1, 20).Select(s => (ulong)s)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rough_weather_breaks_no_rule(ulong seed) => AssertClean(new SimulationPlan { Seed = seed, Seconds = 10, Rate = 20, Scenario = SimulationPlan.Rough });

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    public void Dying_leaders_break_no_rule(ulong seed) => AssertClean(new SimulationPlan { Seed = seed, Seconds = 15, Rate = 20, Scenario = SimulationPlan.LeaderKills });

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    public void Rough_weather_breaks_no_rule_on_the_write_ahead_journal(ulong seed) => AssertClean(
        new SimulationPlan { Seed = seed, Seconds = 10, Rate = 20, Scenario = SimulationPlan.Rough, Journal = JournalKind.Wal });

    [Fact]
    public void Twenty_five_nodes_of_which_five_vote_see_each_other_and_commit()
    {
        var report = AssertClean(new SimulationPlan { Seed = 1, Nodes = 25, Seconds = 30, Rate = 50 });
        Assert.Equal(1, report.Elections);
        Assert.InRange(report.Acknowledged, 1400, 1450);
        Assert.Equal(report.Acknowledged, report.Certified);
    }

    private static SimulationReport AssertClean(SimulationPlan plan)
    {
        var report = SimulationRun.Execute(plan);
        Assert.True(report.Violations.Count == 0, $"{string.Join('\n', report.Violations)}\nreplay: {plan.ReplayCommand}");
        Assert.True(report.Acknowledged > 0, $"nothing was acknowledged; replay: {plan.ReplayCommand}");
        return report;
    }
}
