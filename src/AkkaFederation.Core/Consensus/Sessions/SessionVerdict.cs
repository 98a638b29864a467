namespace AkkaFederation.Consensus;

/// <summary>What an entry of a session comes to: decided by the entries before it and its own log time, by nothing else.</summary>
internal enum SessionStanding
{
    /// <summary>It takes effect.</summary>
    New,

    /// <summary>What it asks for stands in the log already, at the index.</summary>
    Duplicate,

    /// <summary>It has no effect and never will have.</summary>
    Refused,
}

/// <param name="Standing">What it comes to.</param>
/// <param name="Index">Of a duplicate: where the first one stands.</param>
/// <param name="Cause">Of a refusal.</param>
/// <param name="Reason">Of a refusal, for people.</param>
internal readonly record struct SessionVerdict(SessionStanding Standing, ulong Index, AbortCause Cause, string Reason)
{
    public static SessionVerdict New { get; } = new(SessionStanding.New, 0, AbortCause.None, "");

    public static SessionVerdict Duplicate(ulong index) => new(SessionStanding.Duplicate, index, AbortCause.None, "");

    public static SessionVerdict Refused(AbortCause cause, string reason) => new(SessionStanding.Refused, 0, cause, reason);
}
