using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>A committed entry as a node's log has it.</summary>
public sealed record LogRecord
{
    /// <summary>Position, from 1.</summary>
    public required ulong Index { get; init; }

    /// <summary>Term of the leader that made it.</summary>
    public required ulong Term { get; init; }

    /// <summary>Log time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Who proposed it; null for entries of the leader itself.</summary>
    public required Did? Origin { get; init; }

    /// <summary>The origin's session.</summary>
    public required ulong Session { get; init; }

    /// <summary>The proposal's id; null for entries of the leader itself.</summary>
    public required ProposalId? Proposal { get; init; }

    /// <summary>What was proposed.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}

/// <summary>Root of a node's history tree over its first entries.</summary>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">The root, 32 bytes.</param>
public sealed record LogRoot(ulong Size, byte[] Root);
