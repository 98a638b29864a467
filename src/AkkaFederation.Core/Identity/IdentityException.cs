namespace AkkaFederation.Identity;

/// <summary>A key, certificate or CA that cannot be used; the message names the file and what to do about it.</summary>
public sealed class IdentityException : FederationStartException
{
    /// <summary>Makes the error; <paramref name="message"/> is one line for the operator.</summary>
    public IdentityException(string message, Exception? cause = null)
        : base(message, UsageExitCode, cause)
    {
    }
}
