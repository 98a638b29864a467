namespace AkkaFederation;

/// <summary>Why a proposal was aborted: it is not in the log and never will be by what was sent.</summary>
public enum AbortCause
{
    /// <summary>It was not aborted.</summary>
    None = 0,

    /// <summary>The payload is larger than the federation takes.</summary>
    TooLarge = 1,

    /// <summary>More signatures are asked for than there are voters.</summary>
    QuorumTooLarge = 2,

    /// <summary>The client has as many undecided proposals as one may have.</summary>
    ClientLimit = 3,

    /// <summary>The node has as many undecided proposals as it takes.</summary>
    NodeLimit = 4,

    /// <summary>The session was never opened, was closed, or belongs to another origin.</summary>
    UnknownSession = 5,

    /// <summary>The session has expired by log time.</summary>
    SessionExpired = 6,

    /// <summary>The sequence number has fallen out of the session's window: nobody can tell any more whether it was applied.</summary>
    OutOfWindow = 7,

    /// <summary>The id was fenced: a resolution found it not applied, so it never will be.</summary>
    Fenced = 8,

    /// <summary>As many sessions or ballots are open as the federation keeps.</summary>
    FederationLimit = 9,

    /// <summary>What was proposed cannot be read.</summary>
    Malformed = 10,

    /// <summary>The node does not vote, or has ended its participation.</summary>
    NotServing = 11,
}
