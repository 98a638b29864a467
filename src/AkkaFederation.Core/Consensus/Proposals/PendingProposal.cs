namespace AkkaFederation.Consensus;

/// <summary>One proposal from acceptance to answer, at the node that accepted it.</summary>
internal sealed class PendingProposal(ProposalRequest request, long order)
{
    public ProposalRequest Request { get; set; } = request;

    /// <summary>Order of acceptance, in which proposals are sent again.</summary>
    public long Order { get; } = order;

    public ProposalState State { get; set; }

    /// <summary>Whether it was ever handed to a leader: then its expiry proves nothing.</summary>
    public bool EverSent { get; private set; }

    public TimeSpan LastSent { get; set; }

    /// <summary>The term in which it was last handed to a leader.</summary>
    public ulong SentTerm { get; private set; }

    /// <summary>Whether leaders of more than one term may have it: then a refusal by one of them proves nothing.</summary>
    public bool SentInSeveralTerms { get; private set; }

    public ulong Index { get; set; }

    public ProposalKey Key => Request.Proposal.Key;

    public void Sent(ulong term)
    {
        SentInSeveralTerms |= EverSent && SentTerm != term;
        (EverSent, SentTerm) = (true, term);
    }
}
