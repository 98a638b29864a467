using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What consensus publishes on the event stream of its actor system.</summary>
public abstract record ConsensusEvent
{
    /// <summary>The federation is founded, or this node has learned that it is.</summary>
    /// <param name="Genesis">The founding document.</param>
    public sealed record Founded(Genesis Genesis) : ConsensusEvent;

    /// <summary>Who votes has changed, for good.</summary>
    /// <param name="Epoch">Index of the log entry that changed it.</param>
    /// <param name="Voters">Who votes from now on, ascending.</param>
    /// <param name="Learners">Who receives the log without voting, ascending.</param>
    public sealed record VotersChanged(ulong Epoch, IReadOnlyList<Did> Voters, IReadOnlyList<Did> Learners) : ConsensusEvent;

    /// <summary>This node's role, term or leader has changed.</summary>
    /// <param name="Role">Its role.</param>
    /// <param name="Term">Its term.</param>
    /// <param name="Leader">The leader that it follows, or null.</param>
    public sealed record RoleChanged(RaftRole Role, ulong Term, Did? Leader) : ConsensusEvent;

    /// <summary>
    /// This node keeps one more link of the configuration chain: certificates of that epoch can be verified with it. Old links
    /// are told again to no one; <see cref="FederationClient.GetLinksAsync"/> gives them all.
    /// </summary>
    /// <param name="Link">The link.</param>
    public sealed record ChainExtended(Link Link) : ConsensusEvent;

    /// <summary>A voter's key is proven to have signed what excludes each other. The evidence is kept on this node's disk.</summary>
    /// <param name="Evidence">The proof; anybody can verify it.</param>
    public sealed record EquivocationProven(EquivocationEvidence Evidence) : ConsensusEvent;

    /// <summary>A proposal that this node has accepted has come to another state. Published by the proposal's own actor.</summary>
    /// <param name="Id">The proposal.</param>
    /// <param name="Session">Its session.</param>
    /// <param name="State">Its state now; from <see cref="ProposalState.Committed"/> on it is final.</param>
    public sealed record ProposalChanged(ProposalId Id, ulong Session, ProposalState State) : ConsensusEvent;

    /// <summary>A ballot has been decided, as this node has applied it.</summary>
    /// <param name="Ballot">The ballot with its votes.</param>
    public sealed record BallotDecided(BallotInfo Ballot) : ConsensusEvent;
}
