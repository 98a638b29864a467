namespace AkkaFederation.Consensus;

/// <summary>A proposal as it is handed to a node.</summary>
/// <param name="Proposal">What to put into the log.</param>
/// <param name="RequiredQuorum">Signatures wanted under its certificate; clamped to [majority, voters].</param>
/// <param name="WithCertificate">Whether the answer waits for a certificate.</param>
/// <param name="Deadline">When the proposer gives up, on this node's clock.</param>
/// <param name="ReplyTo">To whom the answer goes; opaque to the core.</param>
internal sealed record ProposalRequest(Proposal Proposal, int RequiredQuorum, bool WithCertificate, TimeSpan Deadline, object ReplyTo);
