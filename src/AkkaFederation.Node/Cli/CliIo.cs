namespace AkkaFederation.Node.Cli;

/// <summary>The streams of one invocation, so that commands can be run in a test as in a shell.</summary>
/// <param name="In">Standard input as bytes; opened on first use, for a node must not touch a terminal it does not read.</param>
/// <param name="Out">Results.</param>
/// <param name="Error">One line per failure, and log lines.</param>
/// <param name="IsTerminal">Whether <paramref name="Out"/> is a terminal that can be redrawn.</param>
internal sealed record CliIo(Func<Stream> In, TextWriter Out, TextWriter Error, bool IsTerminal)
{
    public static CliIo FromConsole() => new(
        Console.OpenStandardInput,
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or ""));
}
