using System.CommandLine;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed bench</c>: figures of this machine, with its floors beside them.</summary>
internal static partial class BenchCommand
{
    public static Command Create(CliIo io)
    {
        var bench = new FedCommand("bench", "Measure on this machine; with --json one object a line: bench, case, metric, value, unit.",
            "fed bench consensus --clients 1,64 --seconds 5", "fed bench messaging --json")
        {
            ConsensusBenchCommand.Create(io),
            MessagingBenchCommand.Create(io),
            JournalBenchCommand.Create(io),
            LeaderKillsCommand.Create(io),
            CatchUpCommand.Create(io),
        };
        AddSimulation(bench, io);
        return bench;
    }

    // Where the engine can be simulated (Simulation/).
    static partial void AddSimulation(Command bench, CliIo io);
}
