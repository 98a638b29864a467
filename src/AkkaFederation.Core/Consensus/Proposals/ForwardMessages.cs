using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>Proposals that a follower passes on to its leader.</summary>
internal sealed record ForwardRequest(Did From, Did To, IReadOnlyList<ForwardedProposal> Proposals) : PeerMessage(From, To);

internal sealed record ForwardedProposal(Proposal Proposal, int RequiredQuorum);

/// <summary>What the leader will not take. With no reason: the answerer does not lead.</summary>
internal sealed record ForwardRefusal(Did From, Did To, ProposalKey Key, string Reason) : PeerMessage(From, To);
