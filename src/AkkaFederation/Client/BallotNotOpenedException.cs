namespace AkkaFederation;

/// <summary>A ballot could not be opened.</summary>
public sealed class BallotNotOpenedException : Exception
{
    internal BallotNotOpenedException(ProposalOutcome outcome)
        : base(outcome switch
        {
            ProposalOutcome.Aborted aborted => $"The ballot was not opened: {aborted.Reason}.",
            ProposalOutcome.Indeterminate => "Nobody could say in time whether the ballot was opened; settle it with ResolveAsync.",
            _ => "The ballot was not opened: no leader was found in time.",
        }) => Outcome = outcome;

    /// <summary>How the proposal to open it ended.</summary>
    public ProposalOutcome Outcome { get; }
}
