namespace AkkaFederation;

/// <summary>The key-value store refuses a command: it exceeds a limit, or names a lease that there is not. Nothing has changed.</summary>
public class KeyValueException : Exception
{
    /// <summary>With a line for people.</summary>
    public KeyValueException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

/// <summary>The lease has expired, was revoked, or never was; its keys are gone.</summary>
public sealed class LeaseLostException : KeyValueException
{
    /// <summary>With the lease's number.</summary>
    public LeaseLostException(ulong lease)
        : base($"There is no lease {lease}: it has expired, was revoked, or never was.") => Lease = lease;

    /// <summary>Its number.</summary>
    public ulong Lease { get; }
}

/// <summary>Events from the asked revision on are no longer kept: read the keys anew, and watch from what was read.</summary>
public sealed class CompactedException : KeyValueException
{
    /// <summary>With what was asked for and what is kept.</summary>
    public CompactedException(ulong asked, ulong first)
        : base($"Events from revision {asked} on are no longer kept; the first that are kept are of revision {first}. Read the keys anew, and watch from there.")
    {
        (Asked, First) = (asked, first);
    }

    /// <summary>The revision that was asked for.</summary>
    public ulong Asked { get; }

    /// <summary>Events of this revision and later ones are kept.</summary>
    public ulong First { get; }
}

/// <summary>
/// Nobody could say in time whether the command was committed: it may have taken place, may do so yet, or never will. To send it
/// again under another number could let it take place twice.
/// </summary>
public sealed class IndeterminateException : KeyValueException
{
    /// <summary>With the proposal that carried it.</summary>
    public IndeterminateException(ProposalId proposal, ulong session, string reason)
        : base($"It is not known whether proposal {proposal} in session {session} took place: {reason}.")
    {
        (Proposal, Session) = (proposal, session);
    }

    /// <summary>The proposal that carried the command.</summary>
    public ProposalId Proposal { get; }

    /// <summary>The session in which its number is unique.</summary>
    public ulong Session { get; }
}
