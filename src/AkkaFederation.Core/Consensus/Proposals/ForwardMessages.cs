using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Proposals that a follower passes on to its leader of a term. Only the leader of that very term takes them: a copy that
/// was on its way for long finds nobody who would, so that what was refused stays refused.
/// </summary>
internal sealed record ForwardRequest(Did From, Did To, ulong Term, IReadOnlyList<ForwardedProposal> Proposals) : PeerMessage(From, To);

internal sealed record ForwardedProposal(Proposal Proposal, int RequiredQuorum);

/// <summary>What the leader will not take. With no reason: the answerer does not lead that term.</summary>
internal sealed record ForwardRefusal(Did From, Did To, ulong Term, ProposalKey Key, string Reason) : PeerMessage(From, To)
{
    public EntryKind Kind { get; init; } = EntryKind.Proposal;

    public AbortCause Cause { get; init; }
}
