using System.CommandLine;
using System.Globalization;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;

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
        var journals = CommonOptions.Journals();
        var json = CommonOptions.Json();
        var command = new FedCommand("consensus", "Commits per second and their latency: node processes and clients on loopback, mutual TLS, durable logs.",
            "fed bench consensus --nodes 3 --clients 1,16,64,256 --payload 256 --seconds 5 --json", "fed bench consensus --journal sqlite,wal")
        { nodes, clients, payload, seconds, certificates, journals, json };
        command.SetAction((parsed, stop) => RunConsensusAsync(
            new FigureTable(io, parsed.GetValue(json)), parsed.GetRequiredValue(nodes), parsed.GetRequiredValue(clients), parsed.GetRequiredValue(journals),
            (folder, addresses, journal) => new ConsensusBench(
                ClientPort.Connect(folder, addresses, ConsensusBench.Connections(parsed.GetRequiredValue(clients).Max())),
                parsed.GetRequiredValue(payload), TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), parsed.GetValue(certificates), journal)
            { NamesJournal = parsed.GetRequiredValue(journals).Length > 1 },
            stop));
        return command;
    }

    // Of several journals each has a federation of its own, and the cases alternate between them.
    private static async Task<int> RunConsensusAsync(
        FigureTable table, int count, int[] clients, JournalKind[] journals,
        Func<WorkFolder, IReadOnlyList<string>, JournalKind, ConsensusBench> connect, CancellationToken stop)
    {
        await using var owned = new Owned();
        var benches = new List<ConsensusBench>();
        foreach (var journal in journals)
        {
            var folder = owned.Add(WorkFolder.Create(null, keep: false));
            folder.MakeIdentities(count);
            if (benches.Count == 0)
                table.Add(await Floor.MeasureAsync(ConsensusBench.Name, folder.Root, folder.ClientIdentity(), stop));
            var nodes = owned.Add(new NodeProcesses(folder, count, journal));
            await nodes.StartAsync(stop);
            var bench = owned.Add(connect(folder, nodes.Addresses, journal));
            await bench.FormAsync(nodes.Addresses, stop);
            benches.Add(bench);
        }

        foreach (var number in clients)
        {
            foreach (var bench in benches)
                table.Add(await bench.RunAsync(number, stop));
        }

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

    /// <summary>What was taken is given back in the opposite order.</summary>
    private sealed class Owned : IAsyncDisposable
    {
        private readonly Stack<object> _things = new();

        public T Add<T>(T thing)
            where T : class
        {
            _things.Push(thing);
            return thing;
        }

        public async ValueTask DisposeAsync()
        {
            while (_things.TryPop(out var thing))
            {
                if (thing is IAsyncDisposable later)
                    await later.DisposeAsync();
                else
                    (thing as IDisposable)?.Dispose();
            }
        }
    }
}
