namespace AkkaFederation;

/// <summary>
/// A node cannot start (or go on) because of something its operator can put right. The message is one clear line that
/// names the file, line, key, peer or limit and says what to do; programs print it and end with <see cref="ExitCode"/>,
/// without a stack trace.
/// </summary>
public class FederationStartException : Exception
{
    /// <summary>Exit code for wrong usage or input.</summary>
    public const int UsageExitCode = 2;

    /// <summary>Exit code for a node that broke while it ran, such as on a disk that no longer writes.</summary>
    public const int FailureExitCode = 3;

    /// <summary>Makes the error; <paramref name="message"/> is one line for the operator.</summary>
    public FederationStartException(string message, int exitCode = UsageExitCode, Exception? cause = null)
        : base(message, cause) => ExitCode = exitCode;

    /// <summary>The exit code that a program should end with.</summary>
    public int ExitCode { get; }
}
