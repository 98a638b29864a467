using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed bench consensus</c>: commits per second and their latency, on one or several journals, with and without signing.</summary>
internal static class ConsensusBenchCommand
{
    public static FedCommand Create(CliIo io)
    {
        var nodes = CommonOptions.Number("--nodes", "Node processes.", 3, 1, 7);
        var clients = new Option<int[]>("--clients") { Description = "Numbers of concurrent clients, one case each.", HelpName = "N,N,…", CustomParser = ParseClients, DefaultValueFactory = _ => [1, 16, 64, 256] };
        var payload = CommonOptions.Number("--payload", "Bytes of each proposal.", 256, 0, 1_000_000);
        var seconds = CommonOptions.Number("--seconds", "Length of each round of a case, without its warm-up.", 5, 1, 600);
        var rounds = CommonOptions.Number("--rounds", "Rounds of each case; the journals and --signing take turns, and the median counts.", 1, 1, 100);
        var certificates = new Option<bool>("--certificates") { Description = "Wait for the certificate of every proposal too." };
        var journals = CommonOptions.Journals();
        var signing = new Option<bool[]>("--signing") { Description = "on; off, to measure nodes that sign no seals, as no node does otherwise; or both, which tells what certification costs.", HelpName = "on|off|both", CustomParser = ParseSigning, DefaultValueFactory = _ => [true] };
        var json = CommonOptions.Json();
        var command = new FedCommand("consensus", "Commits per second and their latency: node processes and clients on loopback, mutual TLS, durable logs.",
            "fed bench consensus --nodes 3 --clients 1,16,64,256 --payload 256 --seconds 5 --json", "fed bench consensus --journal sqlite,wal",
            "fed bench consensus --journal wal --signing both --rounds 5")
        { nodes, clients, payload, seconds, rounds, certificates, journals, signing, json };
        command.SetAction(async (parsed, stop) =>
        {
            if (parsed.GetValue(certificates) && parsed.GetRequiredValue(signing).Contains(false))
                throw new FedException(ExitCode.BadInput, "--certificates: without signing there are none; leave it or --signing out.");
            await using var run = new Run(parsed.GetRequiredValue(nodes), parsed.GetRequiredValue(clients), parsed.GetRequiredValue(journals), parsed.GetRequiredValue(signing))
            {
                Connect = (port, variant) => new ConsensusBench(port, parsed.GetRequiredValue(payload), TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)), parsed.GetValue(certificates))
                {
                    Variant = variant,
                },
            };
            var table = new FigureTable(io, parsed.GetValue(json));
            await run.ExecuteAsync(table, parsed.GetRequiredValue(rounds), stop);
            table.Print();
            return ExitCode.Ok;
        });
        return command;
    }

    private static int[] ParseClients(ArgumentResult result)
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

    private static bool[] ParseSigning(ArgumentResult result)
    {
        switch (result.Tokens[^1].Value)
        {
            case "on": return [true];
            case "off": return [false];
            case "both": return [true, false];
            default:
                result.AddError($"--signing takes on, off or both, not '{result.Tokens[^1].Value}'.");
                return [true];
        }
    }

    // Each variant has a federation of its own, and they take turns round by round.
    private sealed class Run(int nodes, int[] clients, JournalKind[] journals, bool[] signing) : IAsyncDisposable
    {
        private readonly Owned _owned = new();
        private readonly List<(ConsensusVariant Variant, ConsensusBench Bench)> _benches = [];

        public required Func<IFederationPort, string, ConsensusBench> Connect { get; init; }

        public async Task ExecuteAsync(FigureTable table, int rounds, CancellationToken stop)
        {
            foreach (var journal in journals)
            {
                foreach (var signs in signing) await StartAsync(table, new ConsensusVariant(journal, signs), stop);
            }

            foreach (var number in clients) await MeasureAsync(table, number, rounds, stop);
        }

        public ValueTask DisposeAsync() => _owned.DisposeAsync();

        private async Task StartAsync(FigureTable table, ConsensusVariant variant, CancellationToken stop)
        {
            var folder = _owned.Add(WorkFolder.Create(null, keep: false));
            folder.MakeIdentities(nodes);
            if (_benches.Count == 0) table.Add(await Floor.MeasureAsync(ConsensusBench.Name, folder.Root, folder.ClientIdentity(), stop));
            var processes = _owned.Add(new NodeProcesses(folder, nodes, variant.Journal, variant.Signing));
            await processes.StartAsync(stop);
            var port = ClientPort.Connect(folder, processes.Addresses, ConsensusBench.Connections(clients.Max()));
            var bench = _owned.Add(Connect(port, variant.Name(journals.Length > 1, signing.Length > 1)));
            await bench.FormAsync(processes.Addresses, stop);
            _benches.Add((variant, bench));
        }

        private async Task MeasureAsync(FigureTable table, int number, int rounds, CancellationToken stop)
        {
            var results = _benches.ConvertAll(_ => new List<ConsensusRound>());
            for (var round = 0; round < rounds; round++)
            {
                // The first of a round is not always the same one.
                for (var i = 0; i < _benches.Count; i++)
                {
                    var turn = (i + round) % _benches.Count;
                    results[turn].Add(await _benches[turn].Bench.RunAsync(number, stop));
                }
            }

            for (var i = 0; i < _benches.Count; i++) table.Add(_benches[i].Bench.Figures(number, results[i]));
            foreach (var journal in signing.Length > 1 ? journals : [])
            {
                var (on, off) = (Of(new ConsensusVariant(journal, true)), Of(new ConsensusVariant(journal, false)));
                table.Add(ConsensusVariant.Cost($"clients={number}{new ConsensusVariant(journal, true).Name(journals.Length > 1, false)}", on, off));
            }

            List<ConsensusRound> Of(ConsensusVariant variant) => results[_benches.FindIndex(b => b.Variant == variant)];
        }
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
