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

    // Whatever differs between builds (what the compiler makes of async handlers, of closures) must not be seen in a trace.
    // Builds nothing: eng/compare-builds.sh builds both and runs this, and the skip says so.
    [BothBuildsFact]
    public void Debug_and_release_in_fresh_processes_give_one_hash()
    {
        foreach (var plan in new[] { Plan, Plan with { Seed = 8, Scenario = SimulationPlan.LeaderKills } })
        {
            var (_, debug) = Fed(plan.ReplayCommand, BothBuildsFactAttribute.Fed("Debug"));
            var (_, release) = Fed(plan.ReplayCommand, BothBuildsFactAttribute.Fed("Release"));
            Assert.Equal(debug.GetProperty("traceHash").GetString(), release.GetProperty("traceHash").GetString());
        }
    }

    // The just-in-time compiler is the other half of what a build configuration changes.
    [Fact]
    public void Code_that_is_not_optimised_gives_the_same_hash()
    {
        var plan = Plan with { Seconds = 4 };
        var (_, line) = Fed(plan.ReplayCommand, environment: ("DOTNET_JITMinOpts", "1"));
        Assert.Equal(SimulationRun.Execute(plan).TraceHash, line.GetProperty("traceHash").GetString());
    }

    [Fact]
    public void Real_signatures_differ_from_run_to_run_and_the_hash_does_not()
    {
        var plan = Plan with { Seconds = 5, Signatures = SimulatedSignatureKind.Real };
        var first = SimulationRun.Execute(plan);
        Assert.Empty(first.Violations);
        Assert.True(first.Certified > 0);
        var (exit, line) = Fed(plan.ReplayCommand);
        Assert.Equal(0, exit);
        Assert.Equal(first.TraceHash, line.GetProperty("traceHash").GetString());
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

    private static (int Exit, JsonElement Line) Fed(string command, string? fed = null, (string Name, string Value)? environment = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(fed ?? Path.Combine(AppContext.BaseDirectory, "fed.dll"));
        foreach (var word in command.Split(' ')[1..]) start.ArgumentList.Add(word);
        start.ArgumentList.Add("--json");
        if (environment is var (name, value)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, JsonDocument.Parse(output).RootElement);
    }
}
