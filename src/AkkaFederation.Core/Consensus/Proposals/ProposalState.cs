namespace AkkaFederation.Consensus;

/// <summary>Life of a proposal at the node that accepted it.</summary>
internal enum ProposalState
{
    /// <summary>Accepted here, sent nowhere: it waits for a leader.</summary>
    Idle,

    /// <summary>On its way to the leader.</summary>
    Proposing,

    /// <summary>In this leader's log, being replicated.</summary>
    Voting,

    /// <summary>Committed; the answer waits for signatures.</summary>
    Certifying,

    /// <summary>Answered.</summary>
    Done,
}
