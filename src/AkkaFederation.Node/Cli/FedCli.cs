using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using AkkaFederation.Node.Discovery;
using AkkaFederation.Node.Logs;

namespace AkkaFederation.Node.Cli;

/// <summary>The command tree and the one place where a failure becomes a line on standard error and an exit code.</summary>
internal static partial class FedCli
{
    public static async Task<int> RunAsync(string[] args, CliIo io, CancellationToken stop)
    {
        var parsed = CreateRoot(io).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not ExamplesHelpAction)
            return Report(io, $"{Describe(parsed)} See `{PathOf(parsed)} --help`.", ExitCode.BadInput);
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = io.Out,
                Error = io.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, stop);
        }
        catch (Exception failure)
        {
            var (code, message) = Explain(failure, stop);
            return Report(io, message, code);
        }
    }

    internal static RootCommand CreateRoot(CliIo io)
    {
        var root = new RootCommand("fed - a federation of peers with one verifiable, replicated log.")
        {
            CaCommand.Create(io),
            IdCommand.Create(io),
            VerifyCommand.Create(io),
            LogCommand.Create(io),
            EvidenceCommand.Create(io),
            NodeCommand.Create(io),
            PeersCommand.Create(io),
            KvCommand.Create(io),
            WhyCommand.Create(io),
            VotersCommand.Create(io),
            ProposeCommand.Create(io),
            ProposeCommand.CreateResolve(io),
            BallotCommand.Create(io),
            DiscoverCommand.Create(io),
            DemoCommand.Create(io),
            BenchCommand.Create(io),
        };
        AddSimulation(root, io);
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction action } help)
                help.Action = new ExamplesHelpAction(action);
        }
        return root;
    }

    // Where the engine can be simulated (Simulation/).
    static partial void AddSimulation(RootCommand root, CliIo io);

    private static (int Code, string Message) Explain(Exception failure, CancellationToken stop) => failure switch
    {
        FedException fed => (fed.ExitCode, fed.Message),
        FederationStartException start => (start.ExitCode, start.Message),
        OperationCanceledException when stop.IsCancellationRequested => (ExitCode.Interrupted, "interrupted; nothing is left running."),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (ExitCode.BadInput, failure.Message),
        IOException => (ExitCode.Failed, failure.Message),
        _ => (ExitCode.Failed, $"internal error, please report it: {failure.GetType().Name}: {failure.Message}"),
    };

    private static int Report(CliIo io, string message, int code)
    {
        io.Error.WriteLine("fed: " + OneLine(message));
        io.Error.Flush();
        return code;
    }

    /// <summary>One line, and no control characters of a file or peer on the terminal.</summary>
    internal static string OneLine(string message) =>
        string.Concat(message.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '?' : c)).Trim();

    // What was typed says more than what it should have been.
    private static string Describe(ParseResult parsed) => parsed.UnmatchedTokens.Count > 0
        ? $"'{parsed.UnmatchedTokens[0]}' is not known here."
        : parsed.Errors[0].Message;

    private static string PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
            names.Push(command.Command is RootCommand ? "fed" : command.Command.Name);
        return string.Join(' ', names);
    }
}
