using AkkaFederation.TestKit;

namespace Simulation;

/// <summary>Failure detection over links that lose messages (figures of RELIABILITY.md; long runs: <c>fed sim --scenario lossy</c>).</summary>
public sealed class DetectionScenarioTests
{
    [Fact]
    public void With_5_percent_loss_every_crash_is_known_everywhere_within_10_s_and_nobody_else_is_held_for_gone()
    {
        var report = SimulationRun.Execute(new SimulationPlan { Seed = 11, Nodes = 25, Rate = 0, Seconds = 900, Scenario = SimulationPlan.Lossy });
        Assert.Empty(report.Violations);
        Assert.True(report.Crashes > 0);
        Assert.InRange(report.WorstDetection, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_node_whose_cpu_stalls_for_20_s_of_each_minute_takes_nobody_down_with_it()
    {
        var report = SimulationRun.Execute(new SimulationPlan { Seed = 12, Nodes = 25, Rate = 0, Seconds = 400, Scenario = SimulationPlan.Stall });
        Assert.Empty(report.Violations);
    }

    [Fact]
    public void The_checker_finds_what_it_is_there_for()
    {
        var report = SimulationRun.Execute(new SimulationPlan { Seed = 13, Nodes = 7, Rate = 0, Seconds = 300, Scenario = SimulationPlan.Lossy, Loss = 0.95 });
        Assert.Contains(report.Violations, v => v.Rule == "no false UNREACHABLE");
        Assert.EndsWith("--scenario lossy --rate 0 --loss 0.95", report.Plan.ReplayCommand, StringComparison.Ordinal);
    }
}
