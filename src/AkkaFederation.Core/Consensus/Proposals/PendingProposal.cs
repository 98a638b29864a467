namespace AkkaFederation.Consensus;

/// <summary>One proposal from acceptance to answer, at the node that accepted it.</summary>
internal sealed class PendingProposal(ProposalRequest request, long order)
{
    public ProposalRequest Request { get; set; } = request;

    /// <summary>Order of acceptance, in which proposals are sent again.</summary>
    public long Order { get; } = order;

    public ProposalState State { get; set; }

    /// <summary>Whether it was ever handed to a leader: then its expiry proves nothing.</summary>
    public bool EverSent { get; set; }

    public TimeSpan LastSent { get; set; }

    public ulong Index { get; set; }

    public ProposalKey Key => Request.Proposal.Key;
}
