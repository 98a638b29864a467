using System.CommandLine;
using AkkaFederation.Node.Bench;

namespace AkkaFederation.Node.Cli;

/// <summary><c>fed bench messaging</c>: messages per second and round trips between two processes over mutual TLS.</summary>
internal static class MessagingBenchCommand
{
    private const int LongestSeconds = 3600;

    public static Command Create(CliIo io)
    {
        var seconds = CommonOptions.Number("--seconds", "How long each case is measured, after 2 s that are not counted.", 5, 1, LongestSeconds);
        var json = CommonOptions.Json();

        // The second process is this program, started by the first.
        var role = new Option<string>("--role") { Hidden = true };
        var folder = new Option<string>("--folder") { Hidden = true };
        var command = new FedCommand(MessagingBench.Name, "Measure messages between two processes: 64 bytes, one way and there and back.",
            "fed bench messaging --json") { seconds, json, role, folder };
        command.SetAction(async (parsed, stop) =>
        {
            if (parsed.GetValue(role) is { } asked)
                return await EchoAsync(asked, parsed.GetValue(folder), io, stop);
            var table = new FigureTable(io, parsed.GetValue(json));
            table.Add(await new MessagingBench(TimeSpan.FromSeconds(parsed.GetValue(seconds))).RunAsync(stop));
            table.Print();
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<int> EchoAsync(string role, string? folder, CliIo io, CancellationToken stop)
    {
        if (role != MessagingEcho.Role || folder is null)
            throw new FedException(ExitCode.BadInput, "--role and --folder are for the process that this benchmark starts itself.");
        using var parent = new StreamReader(io.In());
        await MessagingEcho.RunAsync(folder, io, parent, stop);
        return ExitCode.Ok;
    }
}
