using System.CommandLine;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed bench leader-kills</c>: how long nobody leads when the leader dies, of real processes or simulated.</summary>
internal static partial class LeaderKillsCommand
{
    public static Command Create(CliIo io)
    {
        var simulated = new Option<bool>("--simulated") { Description = "On a virtual clock and a simulated local network, instead of processes and SIGKILL." };
        var nodes = CommonOptions.Number("--nodes", "Voters; 0 for 3 processes, or 5 simulated ones.", 0, 0, 7);
        var kills = CommonOptions.Number("--kills", "How many leaders die; 0 for 30 processes, or 1,000 simulated ones.", 0, 0, 1_000_000);
        var seed = new Option<ulong>("--seed") { Description = "First seed of the simulated worlds, of 50 kills each.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var journal = CommonOptions.Journal("What keeps the log of the processes: sqlite or wal.");
        var json = CommonOptions.Json();
        var command = new FedCommand(LeaderKillFigures.Name, "Kill leaders and measure until another leads, and until a proposal is committed again.",
            "fed bench leader-kills --kills 30 --json", "fed bench leader-kills --simulated --kills 1000 --json") { simulated, nodes, kills, seed, journal, json };
        command.SetAction(async (parsed, stop) =>
        {
            var (isSimulated, asked, count) = (parsed.GetValue(simulated), parsed.GetValue(kills), parsed.GetValue(nodes));
            var figures = isSimulated
                ? await SimulatedAsync(count > 0 ? count : 5, asked > 0 ? asked : 1000, parsed.GetValue(seed), io, stop)
                : await KillProcessesAsync(count > 0 ? count : 3, asked > 0 ? asked : 30, parsed.GetValue(journal), io, stop);
            var table = new FigureTable(io, parsed.GetValue(json));
            table.Add(figures.Figures());
            if (parsed.GetValue(json)) table.Add(figures.Distribution());
            table.Print();
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<LeaderKillFigures> SimulatedAsync(int voters, int kills, ulong seed, CliIo io, CancellationToken stop)
    {
        Task<LeaderKillFigures>? figures = null;
        Simulate(voters, kills, seed, io, stop, ref figures);
        return await (figures ?? throw new FedException(ExitCode.BadInput, "--simulated: this build's engine cannot be simulated; the standalone one can."));
    }

    private static async Task<LeaderKillFigures> KillProcessesAsync(int count, int kills, JournalKind journal, CliIo io, CancellationToken stop)
    {
        using var folder = WorkFolder.Create(null, keep: false);
        folder.MakeIdentities(count);
        await using var nodes = new NodeProcesses(folder, count, journal);
        await nodes.StartAsync(stop);
        await using var port = ClientPort.Connect(folder, nodes.Addresses, 1);
        var figures = new LeaderKillFigures($"processes={count} journal={CommonOptions.NameOf(journal)}");
        await new LeaderKillBench(port, nodes).RunAsync(kills, figures, done => io.Error.WriteLine($"{done} of {kills} kills"), new Random(), stop);
        return figures;
    }

    // Where the engine can be simulated (Simulation/).
    static partial void Simulate(int voters, int kills, ulong seed, CliIo io, CancellationToken stop, ref Task<LeaderKillFigures>? figures);
}
