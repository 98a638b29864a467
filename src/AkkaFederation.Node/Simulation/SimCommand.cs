using System.CommandLine;
using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary><c>fed sim</c>: a whole federation on one thread and a virtual clock, with its checkers; replays from its seed.</summary>
internal static class SimCommand
{
    public static Command Create(CliIo io)
    {
        var seed = SeedRange.Seed();
        var options = new SimOptions(SimulationPlan.Steady);
        var json = CommonOptions.Json();
        var command = new FedCommand("sim", "Simulate a federation with checkers throughout; exit code 1 if a rule was broken.",
            "fed sim --seed 7 --nodes 5 --seconds 60 --scenario rough",
            "fed sim --seed 3 --scenario leader-kills --plant forget-vote",
            "fed sim --seed 7 --scenario kv",
            "fed sim --scenario lossy --nodes 25 --rate 0 --seconds 86400",
            "fed sim campaign --seeds 1-100 --jobs 2") { seed, json };
        options.AddTo(command);
        command.Add(SimCampaignCommand.Create(io));
        command.Add(DisseminationCommand.Create(io));
        command.SetAction((parsed, stop) =>
        {
            SimMemory.Prepare();
            var plan = options.Read(parsed)(parsed.GetValue(seed));
            var report = SimulationRun.Execute(plan, stop, new SimProgress(io.Error));
            Print(io, report, parsed.GetValue(json));
            return Task.FromResult(report.Violations.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed);
        });
        return command;
    }

    private static void Print(CliIo io, SimulationReport report, bool json)
    {
        if (json)
        {
            io.Out.WriteLine(Json.Line(SimLine.Of(report)));
            return;
        }

        var plan = report.Plan;
        io.Out.WriteLine($"seed {plan.Seed}, {plan.Nodes} nodes, {plan.Scenario}: {Number(report.Simulated.TotalSeconds)} s simulated in {Number(report.Wall.TotalSeconds)} s, {Number(report.Speedup)} times real time");
        io.Out.WriteLine($"elections {report.Elections}, commits {report.Commits}, acknowledged {report.Acknowledged}, certificates verified {report.Certified}");
        if (report.KeyValueOperations > 0) io.Out.WriteLine($"key-value operations {report.KeyValueOperations}, of which {report.KeyValueUnknown} have an unknown outcome");
        if (report.Crashes > 0) io.Out.WriteLine($"crashes {report.Crashes}, each known by all within {Number(report.WorstDetection.TotalSeconds)} s");
        io.Out.WriteLine($"trace {report.TraceHash} ({report.Events} events)");
        foreach (var violation in report.Violations) io.Out.WriteLine($"VIOLATION at {violation}");
        io.Out.WriteLine(report.Violations.Count == 0 ? "no rule was broken" : $"replay: {plan.ReplayCommand}");
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
