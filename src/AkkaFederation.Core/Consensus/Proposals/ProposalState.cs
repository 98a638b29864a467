namespace AkkaFederation.Consensus;

/// <summary>
/// Life of a proposal at the node that accepted it: from idle over proposing and voting to an end that is final. A change of
/// leader takes it back to idle or proposing.
/// </summary>
public enum ProposalState
{
    /// <summary>Accepted here; it waits for a leader.</summary>
    Idle,

    /// <summary>On its way to the leader.</summary>
    Proposing,

    /// <summary>In this leader's log, being replicated.</summary>
    Voting,

    /// <summary>In the log for good.</summary>
    Committed,

    /// <summary>Refused: it is not in the log and never will be.</summary>
    Aborted,

    /// <summary>Its time ran out before it was sent to any leader: it never will be in the log.</summary>
    Expired,

    /// <summary>Its time ran out while it may have been in a log; a resolution settles it.</summary>
    Indeterminate,
}
