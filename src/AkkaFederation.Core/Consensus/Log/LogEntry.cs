using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>One entry of the replicated log. (Index, Term) names its content: two logs that agree on both agree on the rest.</summary>
internal sealed record LogEntry
{
    /// <summary>Position in the log, from 1.</summary>
    public required ulong Index { get; init; }

    /// <summary>Term of the leader that made the entry.</summary>
    public required ulong Term { get; init; }

    /// <summary>Log time in Unix milliseconds: the leader's clock, never decreasing along the log.</summary>
    public ulong Time { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>Who proposed it; empty for entries of the leader itself.</summary>
    public Did Origin { get; init; }

    /// <summary>The origin's session; 0 in no-ops and in the entry that opens one.</summary>
    public ulong Session { get; init; }

    /// <summary>The term that the origin knew when it fixed the proposal's id.</summary>
    public ulong ProposalTerm { get; init; }

    /// <summary>Number of the proposal within its session; in an entry that opens a session, the origin's nonce.</summary>
    public ulong Seq { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What the entry proposes, for finding retries; default for no-ops.</summary>
    public ProposalKey Key => new(Origin, Session, Seq);

    /// <summary>Rough size on the wire, for flow control.</summary>
    public int Weight => Payload.Length + 128;
}
