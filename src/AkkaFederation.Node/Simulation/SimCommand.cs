using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.TestKit;

namespace AkkaFederation.Node.Simulation;

/// <summary><c>fed sim</c>: a whole federation on one thread and a virtual clock, with its checkers; replays from its seed.</summary>
internal static class SimCommand
{
    private const string ForgetVote = "forget-vote";
    private const int MostNodes = 63;
    private const int LongestSeconds = 1_000_000;
    private const int MostProposals = 10_000;

    public static Command Create(CliIo io)
    {
        var seed = new Option<ulong>("--seed")
        {
            Description = "Everything random comes from it: the same seed does the same again.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            CustomParser = ParseSeed,
        };
        var nodes = CommonOptions.Number("--nodes", "Complete nodes.", 5, 1, MostNodes);
        var voters = CommonOptions.Number("--voters", "How many of them vote; 0 for all, up to 5.", 0, 0, MostNodes);
        var seconds = CommonOptions.Number("--seconds", "Simulated seconds of load; faults are followed by 25 quiet ones.", 60, 1, LongestSeconds);
        var rate = CommonOptions.Number("--rate", "Proposals a second.", 50, 0, MostProposals);
        var scenario = OneOf("--scenario", "What goes wrong: steady, leader-kills or rough.", SimulationPlan.Scenarios, SimulationPlan.Steady);
        var plant = OneOf("--plant", "A bug that the checkers must find: forget-vote (voters forget their vote when they restart).", ["none", ForgetVote], "none");
        var json = CommonOptions.Json();
        var command = new FedCommand("sim", "Simulate a federation with checkers throughout; exit code 1 if a rule was broken.",
            "fed sim --seed 7 --nodes 5 --seconds 60 --scenario rough", "fed sim --seed 1 --scenario leader-kills --plant forget-vote")
        { seed, nodes, voters, seconds, rate, scenario, plant, json };
        command.SetAction((parsed, stop) =>
        {
            var plan = new SimulationPlan
            {
                Seed = parsed.GetValue(seed),
                Nodes = parsed.GetValue(nodes),
                Voters = parsed.GetValue(voters),
                Seconds = parsed.GetValue(seconds),
                Rate = parsed.GetValue(rate),
                Scenario = parsed.GetRequiredValue(scenario),
                Plant = parsed.GetRequiredValue(plant) == ForgetVote ? PlantedBug.ForgetVote : PlantedBug.None,
            };
            if (plan.Voters > plan.Nodes)
                throw new FedException(ExitCode.BadInput, $"--voters {plan.Voters} is more than --nodes {plan.Nodes}.");
            var report = SimulationRun.Execute(plan, stop);
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
        io.Out.WriteLine($"trace {report.TraceHash} ({report.Events} events)");
        foreach (var violation in report.Violations) io.Out.WriteLine($"VIOLATION at {violation}");
        io.Out.WriteLine(report.Violations.Count == 0 ? "no rule was broken" : $"replay: {plan.ReplayCommand}");
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static Option<string> OneOf(string name, string description, IReadOnlyList<string> values, string usual) => new(name)
    {
        Description = description,
        HelpName = "NAME",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var given = result.Tokens[^1].Value;
            if (!values.Contains(given)) result.AddError($"{name} takes {string.Join(", ", values)}, not '{given}'.");
            return given;
        },
    };

    private static ulong ParseSeed(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (!ulong.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            result.AddError($"--seed takes a number from 0 to {ulong.MaxValue}, not '{given}'.");
        return value;
    }
}
