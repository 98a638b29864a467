using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>How a proposal ended, as far as this node can say.</summary>
internal enum ProposalVerdict
{
    /// <summary>In the log at an index, for good.</summary>
    Committed,

    /// <summary>Refused, with a reason; it is not in the log through this node.</summary>
    Aborted,

    /// <summary>Never sent to a leader within its time; it will not be committed through this node.</summary>
    Expired,

    /// <summary>Its time ran out while it may have been in somebody's log.</summary>
    Indeterminate,

    /// <summary>This node does not lead and does not forward; the leader is named if known.</summary>
    NotLeader,
}

/// <summary>The answer to one proposal.</summary>
internal sealed record ProposalReply(object ReplyTo, Proposal Proposal, ProposalVerdict Verdict)
{
    public ulong Index { get; init; }

    public string Reason { get; init; } = "";

    public AbortCause Cause { get; init; }

    public Did Leader { get; init; }

    /// <summary>What the state machine returned for it; null where there is none, or where the result is no longer held.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }

    /// <summary>The seal under which the certificate stands; null if none was asked for or none came in time.</summary>
    public CertifiedSeal? Seal { get; init; }

    /// <summary>The proposal's number at this node; 0 for one that was not accepted.</summary>
    public long Number { get; init; }
}
