using System.CommandLine;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed bench catch-up</c>: how fast a follower that was away has what it missed, and what that costs the others.</summary>
internal static class CatchUpCommand
{
    public static Command Create(CliIo io)
    {
        var entries = CommonOptions.Number("--entries", "How many entries the follower misses.", 1_000_000, 1000, 100_000_000);
        var payload = CommonOptions.Number("--payload", "Bytes of each.", 256, 0, 1_000_000);
        var clients = CommonOptions.Number("--clients", "Concurrent proposals while it catches up.", 64, 1, 4096);
        var seconds = CommonOptions.Number("--seconds", "How long their rate is measured before it returns.", 5, 1, 600);
        var journal = CommonOptions.Journal("What keeps the log: sqlite or wal.");
        var snapshots = new Option<bool>("--snapshots") { Description = "Let the nodes take checkpoints: the follower gets a snapshot, and of the log what came after." };
        var json = CommonOptions.Json();
        var command = new FedCommand(CatchUpBench.Name, "Let a follower miss a long part of the log, and measure how it catches up under load, and the memory of the nodes.",
            "fed bench catch-up --entries 1000000 --journal wal --json", "fed bench catch-up --entries 100000 --clients 16") { entries, payload, clients, seconds, journal, snapshots, json };
        command.SetAction(async (parsed, stop) =>
        {
            const int Voters = 3;
            var load = parsed.GetValue(clients);
            var fillers = Math.Max(load, 256);
            using var folder = WorkFolder.Create(null, keep: false);
            folder.MakeIdentities(Voters);
            await using var nodes = new NodeProcesses(folder, Voters, parsed.GetValue(journal))
            {
                More = parsed.GetValue(snapshots) ? "" : "consensus.snapshot-every = 0",
            };
            await nodes.StartAsync(stop);
            var port = ClientPort.Connect(folder, nodes.Addresses, ConsensusBench.Connections(fillers));
            await using var bench = new CatchUpBench(port, nodes, nodes.MemoryOf, $"journal={CommonOptions.NameOf(parsed.GetValue(journal))}")
            {
                Payload = parsed.GetValue(payload), Fillers = fillers, Clients = load, Window = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            };
            var table = new FigureTable(io, parsed.GetValue(json));
            table.Add(await bench.RunAsync(parsed.GetValue(entries), io.Error.WriteLine, stop));
            table.Print();
            return ExitCode.Ok;
        });
        return command;
    }
}
