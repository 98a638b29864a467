using AkkaFederation.Settings;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Rough weather over a fixed set of seeds: no rule is broken, and it all comes right in the end.</summary>
public sealed class CampaignTests
{
    /// <summary>What `fed sim campaign` runs for 10,000 seeds, for 200 of them: 60 simulated seconds each, the last 25 of them quiet.</summary>
    [Fact]
    public void Two_hundred_seeds_of_the_campaign_break_no_rule_and_all_faults_strike()
    {
        var struck = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var journal = seed % 2 == 0 ? JournalKind.Sqlite : JournalKind.Wal;
            var report = AssertClean(new SimulationPlan { Seed = seed, Seconds = 35, Rate = 10, Scenario = SimulationPlan.Rough, Journal = journal });
            Assert.Equal(TimeSpan.FromSeconds(60), report.Simulated);
            foreach (var (fault, times) in report.Faults) struck[fault] = struck.GetValueOrDefault(fault) + times;
        }

        Assert.Equal(
            ["broken link", "clock drift", "clock jump", "cpu stalls", "crash", "disk failure", "disk full", "disk read-only", "disk stall",
             "duplication and reordering", "loss", "one-way loss", "one-way partition", "partition", "pause", "restart in order", "restart of all", "slow link"],
            struck.Keys);
        Assert.All(struck, s => Assert.True(s.Value > 50, $"{s.Key} struck {s.Value} times"));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    public void Dying_leaders_break_no_rule(ulong seed) => AssertClean(new SimulationPlan { Seed = seed, Seconds = 15, Rate = 20, Scenario = SimulationPlan.LeaderKills });

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
