namespace AkkaFederation.Consensus;

/// <summary>One step in the life of a proposal, in the order in which they were made; the first one has no former state.</summary>
/// <param name="Number">The proposal's number at this node, never used twice in a life of it.</param>
/// <param name="Request">What was asked.</param>
/// <param name="From">The state before; null for a proposal that has just been accepted.</param>
/// <param name="To">The state now.</param>
internal readonly record struct ProposalStep(long Number, ProposalRequest Request, ProposalState? From, ProposalState To);
