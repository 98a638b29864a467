namespace AkkaFederation.Consensus;

/// <summary>A linearisable read that waits on this node: it is answered once everything committed before it is applied here.</summary>
internal sealed record ReadRequest(TimeSpan Deadline, object ReplyTo);

/// <summary>How a read ended.</summary>
internal enum ReadVerdict
{
    /// <summary>Everything up to the index is applied here; the index covers all that was committed when the read came.</summary>
    Ready,

    /// <summary>Nobody could confirm an index in time, or it was not applied here in time. Nothing has happened.</summary>
    Expired,

    /// <summary>Too many reads wait on this node.</summary>
    Refused,
}

internal sealed record ReadReply(object ReplyTo, ReadVerdict Verdict, ulong Index);
