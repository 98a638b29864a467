using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AkkaFederation.Node.Cli;
using AkkaFederation.TestKit.Dissemination;

namespace AkkaFederation.Node.Simulation;

/// <summary><c>fed sim dissemination</c>: how quickly, how surely and at what cost rumours and broadcasts reach everybody.</summary>
internal static class DisseminationCommand
{
    private const int MostNodes = 20_000;
    private const int MostPayload = 65_536;
    private static readonly string[] Modes = ["rumour", "tree", "flood"];

    public static Command Create(CliIo io)
    {
        var nodes = new Option<int[]>("--nodes") { Description = "Numbers of nodes, a row for each.", HelpName = "N,N,…", CustomParser = ParseNodes, DefaultValueFactory = _ => [10, 100, 1_000, 10_000] };
        var mode = new Option<string>("--mode") { Description = "What spreads: rumour (gossip), tree (Plumtree) or flood.", HelpName = "NAME", CustomParser = ParseMode, DefaultValueFactory = _ => Modes[0] };
        var fanout = CommonOptions.Number("--fanout", "Peers that a node tells in a round; of rumours alone.", 3, 1, 16);
        var loss = Share("--loss", "Part of all messages that is lost.", 0.05);
        var kill = Share("--kill", "Part of the nodes that is killed in the middle of the last broadcast.", 0);
        var seed = SeedRange.Seed();
        var runs = CommonOptions.Number("--runs", "Networks that are measured in each row, each from a seed of its own.", 3, 1, 1_000);
        var payload = CommonOptions.Number("--payload", "Bytes of what is told.", 256, 8, MostPayload);
        var coresOnly = new Option<bool>("--cores-only") { Description = "Leave out the rows with complete nodes (up to 100 nodes)." };
        var json = CommonOptions.Json();
        var command = new FedCommand("dissemination", "Measure how rumours and broadcasts spread; exit code 1 if too few of the living nodes were reached.",
            "fed sim dissemination", "fed sim dissemination --mode tree --nodes 1000 --kill 0.1 --runs 5", "fed sim dissemination --nodes 100,1000 --mode flood --loss 0 --json")
        { nodes, mode, fanout, loss, kill, seed, runs, payload, coresOnly, json };
        command.SetAction((parsed, stop) =>
        {
            var plan = new DisseminationPlan
            {
                Mode = Enum.Parse<DisseminationMode>(parsed.GetRequiredValue(mode), ignoreCase: true),
                Fanout = parsed.GetValue(fanout),
                Loss = parsed.GetValue(loss),
                Kill = parsed.GetValue(kill),
                Seed = parsed.GetValue(seed),
                Runs = parsed.GetValue(runs),
                Payload = parsed.GetValue(payload),
            };
            var table = new DisseminationTable(io, parsed.GetValue(json));
            foreach (var count in parsed.GetRequiredValue(nodes)) Measure(table, plan with { Nodes = count }, !parsed.GetValue(coresOnly), stop);
            return Task.FromResult(table.Print() ? ExitCode.Ok : ExitCode.CheckFailed);
        });
        return command;
    }

    private static void Measure(DisseminationTable table, DisseminationPlan plan, bool complete, CancellationToken stop)
    {
        table.Add(plan.Mode == DisseminationMode.Rumour
            ? new RumourDissemination(plan, table.Progress(plan, "cores"), stop).Execute()
            : new TreeDissemination(plan, table.Progress(plan, "cores"), stop).Execute());
        if (complete && plan.Nodes <= CompleteDissemination.MostNodes)
            table.Add(new CompleteDissemination(plan with { Runs = 1 }, table.Progress(plan, "complete nodes"), stop).Execute());
    }

    private static int[] ParseNodes(ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var part in result.Tokens.SelectMany(t => t.Value.Split(',')))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 2 and <= MostNodes) numbers.Add(number);
            else result.AddError($"--nodes takes numbers from 2 to {MostNodes} with commas between, not '{part}'.");
        }

        return [.. numbers];
    }

    private static string ParseMode(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (!Modes.Contains(given)) result.AddError($"--mode takes {string.Join(", ", Modes)}, not '{given}'.");
        return given;
    }

    private static Option<double> Share(string name, string description, double usual) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var given = result.Tokens[^1].Value;
            if (double.TryParse(given, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 0.9) return value;
            result.AddError($"{name} takes a share from 0 to 0.9, such as 0.05, not '{given}'.");
            return usual;
        },
    };
}
