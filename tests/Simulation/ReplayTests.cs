using System.Diagnostics;
using System.Text.Json;
using AkkaFederation.TestKit;

namespace AkkaFederation.Simulation.Tests;

/// <summary>The same seed does the same, event for event: in one process, and in another.</summary>
public sealed class ReplayTests
{
    private static readonly SimulationPlan Plan = new() { Seed = 7, Nodes = 4, Seconds = 8, Rate = 20, Scenario = SimulationPlan.Rough };

    [Fact]
    public void Twice_in_one_process_and_once_in_a_fresh_one_give_one_hash()
    {
        var first = SimulationRun.Execute(Plan);
        Assert.Empty(first.Violations);
        Assert.Equal(first.TraceHash, SimulationRun.Execute(Plan).TraceHash);
        var (exit, line) = Fed(Plan.ReplayCommand);
        Assert.Equal(0, exit);
        Assert.Equal(first.TraceHash, line.GetProperty("traceHash").GetString());
        Assert.Equal(first.Events, line.GetProperty("events").GetInt64());
    }

    [Fact]
    public void Another_seed_gives_another_hash()
    {
        var short1 = Plan with { Seconds = 3, Scenario = SimulationPlan.Steady };
        Assert.NotEqual(SimulationRun.Execute(short1).TraceHash, SimulationRun.Execute(short1 with { Seed = 8 }).TraceHash);
    }

    [Fact]
    public void A_planted_bug_is_found_and_its_command_finds_it_again()
    {
        var plan = new SimulationPlan { Seed = 3, Seconds = 60, Scenario = SimulationPlan.LeaderKills, Plant = PlantedBug.ForgetVote };
        var report = SimulationRun.Execute(plan);
        Assert.Equal("one vote in a term", report.Violations[0].Rule);
        Assert.Contains("--plant forget-vote", plan.ReplayCommand, StringComparison.Ordinal);
        var (exit, line) = Fed(plan.ReplayCommand);
        Assert.Equal(1, exit);
        Assert.Equal(report.TraceHash, line.GetProperty("traceHash").GetString());
        Assert.Equal(report.Violations[0].ToString(), line.GetProperty("violations")[0].GetString());

        var healthy = SimulationRun.Execute(plan with { Plant = PlantedBug.None, Seconds = (int)report.Simulated.TotalSeconds + 1 });
        Assert.Empty(healthy.Violations);
    }

    private static (int Exit, JsonElement Line) Fed(string command)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fed.dll"));
        foreach (var word in command.Split(' ')[1..]) start.ArgumentList.Add(word);
        start.ArgumentList.Add("--json");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, JsonDocument.Parse(output).RootElement);
    }
}
