using System.CommandLine;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Cli;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary><c>fed bench sim</c>: simulated time per wall time, on the one core that a simulation uses.</summary>
internal static class SimBenchCommand
{
    private const string Name = "sim";
    private const int WarmUpSeconds = 300;

    public static Command Create(CliIo io)
    {
        var nodes = CommonOptions.Number("--nodes", "Complete nodes, of which 5 vote.", 25, 1, 63);
        var rate = CommonOptions.Number("--rate", "Commits a second.", 50, 1, 10_000);
        var seconds = CommonOptions.Number("--seconds", "Simulated seconds that are measured.", 600, 1, 100_000);
        var json = CommonOptions.Json();
        var command = new FedCommand(Name, "Measure the simulation: complete nodes with simulated signatures and all checkers.",
            "fed bench sim --json") { nodes, rate, seconds, json };
        command.SetAction((parsed, stop) =>
        {
            SimMemory.Prepare();
            var plan = new SimulationPlan { Nodes = parsed.GetValue(nodes), Rate = parsed.GetValue(rate), Seconds = WarmUpSeconds };
            var progress = new SimProgress(io.Error);
            SimulationRun.Execute(plan, stop, progress);
            var before = Environment.CpuUsage.TotalTime;
            var report = SimulationRun.Execute(plan with { Seconds = parsed.GetValue(seconds) }, stop, progress);
            var processor = Environment.CpuUsage.TotalTime - before;
            if (report.Violations.Count > 0)
                throw FedException.Failed($"a rule was broken, {report.Violations[0]}; replay: {report.Plan.ReplayCommand}");
            var table = new FigureTable(io, parsed.GetValue(json));
            table.Add(Figures(report, processor));
            table.Print();
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static IReadOnlyList<BenchFigure> Figures(SimulationReport report, TimeSpan processor)
    {
        var row = $"nodes={report.Plan.Nodes}";
        return
        [
            new(Name, row, "speedup", Math.Round(report.Speedup, 1), "x"),
            new(Name, row, "cpu_ms_per_s", Math.Round(processor.TotalMilliseconds / report.Simulated.TotalSeconds, 2), "ms/s"),
            new(Name, row, "commits_per_s", Math.Round(report.Commits / report.Simulated.TotalSeconds, 1), "1/s"),
            new(Name, row, "events_per_s", Math.Round(report.Events / report.Wall.TotalSeconds), "1/s"),
        ];
    }
}
