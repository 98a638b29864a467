using AkkaFederation.Consensus;

namespace AkkaFederation;

/// <summary>How a proposal ended.</summary>
/// <param name="Id">The proposal, as its origin named it.</param>
/// <param name="Session">The logged session in which the id is unique; 0 if none was opened in time.</param>
public abstract record ProposalOutcome(ProposalId Id, ulong Session)
{
    /// <summary>It stands in the log at an index, for good.</summary>
    /// <param name="Id">The proposal.</param>
    /// <param name="Session">Its session.</param>
    /// <param name="Index">Where it stands.</param>
    /// <param name="Certificate">Proof of it; null if none was asked for, or the signatures did not come in time.</param>
    public sealed record Committed(ProposalId Id, ulong Session, ulong Index, CommitCertificate? Certificate) : ProposalOutcome(Id, Session)
    {
        /// <summary>
        /// What the state machine's <see cref="IStateMachine.Apply"/> returned for it. Null where the node has no state machine, or
        /// where the proposal was applied so long ago (65,536 entries, 4 MiB of results) that the result is no longer held.
        /// </summary>
        public ReadOnlyMemory<byte>? Result { get; init; }
    }

    /// <summary>It was refused and is not in the log.</summary>
    /// <param name="Id">The proposal.</param>
    /// <param name="Session">Its session.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Aborted(ProposalId Id, ulong Session, string Reason) : ProposalOutcome(Id, Session)
    {
        /// <summary>Why, for programs.</summary>
        public AbortCause Cause { get; init; }
    }

    /// <summary>Its time ran out before it was sent to a leader: it never will be committed.</summary>
    /// <param name="Id">The proposal.</param>
    /// <param name="Session">Its session.</param>
    public sealed record Expired(ProposalId Id, ulong Session) : ProposalOutcome(Id, Session);

    /// <summary>Its time ran out while it may have been in somebody's log: it may be committed or not.</summary>
    /// <param name="Id">The proposal.</param>
    /// <param name="Session">Its session.</param>
    public sealed record Indeterminate(ProposalId Id, ulong Session) : ProposalOutcome(Id, Session);
}
