using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What one voter says to another.</summary>
internal abstract record PeerMessage(Did From, Did To);

/// <summary>The messages of Raft itself. The sender's term is in every one (Raft, 5.1).</summary>
internal abstract record RaftMessage(Did From, Did To, ulong Term) : PeerMessage(From, To);

/// <summary>"Would you vote for me in this term?" The term is the one after the sender's own; nobody adopts it.</summary>
internal sealed record PreVoteRequest(Did From, Did To, ulong Term, ulong LastIndex, ulong LastTerm) : RaftMessage(From, To, Term);

/// <summary>Granted: the term is the request's. Denied: it is the answerer's own.</summary>
internal sealed record PreVoteResponse(Did From, Did To, ulong Term, bool Granted) : RaftMessage(From, To, Term)
{
    /// <summary>The epoch of a committed configuration in which the asker does not vote; 0: the answerer knows of none.</summary>
    public ulong RemovedAt { get; init; }
}

internal sealed record VoteRequest(Did From, Did To, ulong Term, ulong LastIndex, ulong LastTerm) : RaftMessage(From, To, Term)
{
    /// <summary>The leader itself has asked for this election (dissertation 3.10): hearing it is no reason to ignore the request.</summary>
    public bool Transfer { get; init; }
}

/// <summary>The leader to its successor, whose log is complete: stand for election at once (dissertation 3.10).</summary>
internal sealed record TimeoutNow(Did From, Did To, ulong Term) : RaftMessage(From, To, Term);

/// <summary>A granted vote carries the voter's signature over the vote statement once it leaves the node.</summary>
internal sealed record VoteResponse(Did From, Did To, ulong Term, bool Granted) : RaftMessage(From, To, Term)
{
    public byte[] Signature { get; init; } = [];
}

/// <summary>
/// Entries after (PrevIndex, PrevTerm). <see cref="Seal"/> is the greatest size in (PrevIndex, last] that the leader has
/// marked for signing, or 0.
/// </summary>
internal sealed record AppendRequest(
    Did From, Did To, ulong Term, ulong PrevIndex, ulong PrevTerm, IReadOnlyList<LogEntry> Entries, ulong Commit, ulong Seal)
    : RaftMessage(From, To, Term);

/// <summary>
/// Accepted: <see cref="Index"/> is the match. Refused: it is the PrevIndex that did not match, and the hint is the last
/// entry of the answerer that can agree.
/// </summary>
internal sealed record AppendResponse(Did From, Did To, ulong Term, bool Accepted, ulong Index, ulong HintIndex, ulong HintTerm)
    : RaftMessage(From, To, Term);

/// <summary><see cref="Commit"/> never exceeds what the receiver has matched. <see cref="Seal"/>: a size whose signature is missed, or 0.</summary>
internal sealed record HeartbeatRequest(Did From, Did To, ulong Term, ulong Commit, ulong Seal) : RaftMessage(From, To, Term)
{
    /// <summary>The leader's newest round of heartbeats, given back with the answer: it confirms reads (dissertation 6.4).</summary>
    public ulong Round { get; init; }
}

internal sealed record HeartbeatResponse(Did From, Did To, ulong Term) : RaftMessage(From, To, Term)
{
    /// <summary>The request's.</summary>
    public ulong Round { get; init; }

    /// <summary>The newest feature level that the answerer can apply; 0: it is too old to say.</summary>
    public uint Level { get; init; }
}
