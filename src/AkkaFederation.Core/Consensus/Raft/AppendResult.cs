namespace AkkaFederation.Consensus;

/// <summary>What became of a proposal that was handed to the core.</summary>
internal enum AppendStatus
{
    /// <summary>It is in the leader's log now.</summary>
    Appended,

    /// <summary>It was in the log already, committed or not; nothing was added.</summary>
    Duplicate,

    /// <summary>This node does not lead, or is handing over.</summary>
    NotLeader,

    /// <summary>The leader refuses it for good; it is in no log and never will be through this attempt.</summary>
    Refused,
}

/// <summary>The index is set for appended and duplicate proposals, the reason for refused ones.</summary>
internal readonly record struct AppendResult(AppendStatus Status, ulong Index, string Reason = "", AbortCause Cause = AbortCause.None);

/// <summary>A proposal on its way to the leader's log.</summary>
internal sealed record Proposal(ProposalKey Key, EntryKind Kind, ulong ProposalTerm, ReadOnlyMemory<byte> Payload);
