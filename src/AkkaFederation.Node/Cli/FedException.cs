namespace AkkaFederation.Node.Cli;

/// <summary>
/// A failure with a line for the user: names the file, line, key, peer or limit and says what to do.
/// The boundary in <see cref="FedCli"/> prints the message and answers with the exit code.
/// </summary>
internal sealed class FedException : Exception
{
    public FedException(int exitCode, string message, Exception? cause = null) : base(message, cause) => ExitCode = exitCode;

    public int ExitCode { get; }

    public static FedException Input(string message, Exception? cause = null) => new(Cli.ExitCode.BadInput, message, cause);

    public static FedException Failed(string message, Exception? cause = null) => new(Cli.ExitCode.Failed, message, cause);
}
