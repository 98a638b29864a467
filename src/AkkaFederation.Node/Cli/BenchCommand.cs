using System.CommandLine;
using System.Globalization;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed bench</c>: figures of this machine, with its floors beside them.</summary>
internal static partial class BenchCommand
{
    public static Command Create(CliIo io)
    {
        var bench = new FedCommand("bench", "Measure on this machine; with --json one object a line: bench, case, metric, value, unit.",
            "fed bench consensus --clients 1,64 --seconds 5", "fed bench messaging --json")
        {
            CreateConsensus(io),
            MessagingBenchCommand.Create(io),
            JournalBenchCommand.Create(io),
        };
        AddSimulation(bench, io);
        return bench;
    }

    // Where the engine can be simulated (Simulation/).
    static partial void AddSimulation(Command bench, CliIo io);

    private static FedCommand CreateConsensus(CliIo io)
    {
        var nodes = CommonOptions.Number("--nodes", "Node processes.", 3, 1, 7);
        var clients = new Option<int[]>("--clients") { Description = "Numbers of concurrent clients, one case each.", HelpName = "N,N,…", CustomParser = ParseClients, DefaultValueFactory = _ => [1, 16, 64, 256] };
        var payload = CommonOptions.Number("--payload", "Bytes of each proposal.", 256, 0, 1_000_000);
        var seconds = CommonOptions.Number("--seconds", "Length of each case, without its warm-up.", 5, 1, 600);
        var certificates = new Option<bool>("--certificates") { Description = "Wait for the certificate of every proposal too." };
        var json = CommonOptions.Json();
        var command = new FedCommand("consensus", "Commits per second and their latency: node processes and clients on loopback, mutual TLS, durable logs.",
            "fed bench consensus --nodes 3 --clients 1,16,64,256 --payload 256 --seconds 5 --json") { nodes, clients, payload, seconds, certificates, json };
        command.SetAction((parsed, stop) => RunConsensusAsync(
            new FigureTable(io, parsed.GetValue(json)), parsed.GetRequiredValue(nodes), parsed.GetRequiredValue(clients),
            (folder, addresses) => new ConsensusBench(
                ClientPort.Connect(folder, addresses, ConsensusBench.Connections(parsed.GetRequiredValue(clients).Max())),
                parsed.GetRequiredValue(payload), TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), parsed.GetValue(certificates)),
            stop));
        return command;
    }

    private static async Task<int> RunConsensusAsync(
        FigureTable table, int count, int[] clients, Func<WorkFolder, IReadOnlyList<string>, ConsensusBench> connect, CancellationToken stop)
    {
        using var folder = WorkFolder.Create(null, keep: false);
        folder.MakeIdentities(count);
        table.Add(await Floor.MeasureAsync(ConsensusBench.Name, folder.Root, folder.ClientIdentity(), stop));
        await using var nodes = new NodeProcesses(folder, count);
        await nodes.StartAsync(stop);
        await using var bench = connect(folder, nodes.Addresses);
        await bench.FormAsync(nodes.Addresses, stop);
        foreach (var number in clients)
            table.Add(await bench.RunAsync(number, stop));
        table.Print();
        return ExitCode.Ok;
    }

    private static int[] ParseClients(System.CommandLine.Parsing.ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var part in result.Tokens.SelectMany(t => t.Value.Split(',')))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 4096)
                numbers.Add(number);
            else
                result.AddError($"--clients takes numbers from 1 to 4096 with commas between, not '{part}'.");
        }
        return [.. numbers];
    }
}
