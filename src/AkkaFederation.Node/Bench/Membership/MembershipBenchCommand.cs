using System.CommandLine;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Bench.Membership;

/// <summary><c>fed bench membership</c>: joins, silent deaths and idle cost of real nodes in one process.</summary>
internal static class MembershipBenchCommand
{
    public static Command Create(CliIo io)
    {
        var nodes = CommonOptions.Number("--nodes", "Nodes, all in this process, on loopback, profile lan.", 64, 2, 256);
        var kills = CommonOptions.Number("--kills", "Rounds of a silent death and a join.", 20, 0, 1000);
        var seconds = CommonOptions.Number("--seconds", "Over which idle nodes are measured.", 20, 1, 3600);
        var warmUp = CommonOptions.Number("--warm-up", "Seconds until every node has a connection to every other.", 75, 0, 3600);
        var json = CommonOptions.Json();
        var command = new FedCommand(MembershipBench.Name, "Measure membership and gossip alone: a join, a kill that nobody is told of, and an idle node.",
            "fed bench membership --nodes 64 --json", "fed bench membership --nodes 16 --kills 5 --seconds 10 --warm-up 20") { nodes, kills, seconds, warmUp, json };
        command.SetAction(async (parsed, stop) =>
        {
            using var folder = WorkFolder.Create(null, keep: false);
            var table = new FigureTable(io, parsed.GetValue(json));
            var plan = new MembershipBenchPlan(
                parsed.GetValue(kills), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(1));
            await using var bench = new MembershipBench(folder, parsed.GetValue(nodes), plan, line => io.Error.WriteLine(line));
            table.Add(await bench.RunAsync(stop));
            table.Print();
            return ExitCode.Ok;
        });
        return command;
    }
}
