using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>One proposal from acceptance to answer, at the node that accepted it: the state machine of its life.</summary>
/// <remarks>
/// Invariants: 1. an end is final. 2. it expires only if it was never handed to a leader; else its time runs out as
/// indeterminate. 3. it never goes back to an earlier state but by losing its leader.
/// </remarks>
internal sealed class PendingProposal(ProposalRequest request, long number)
{
    public ProposalRequest Request { get; set; } = request;

    /// <summary>Order of acceptance, in which proposals are sent again.</summary>
    public long Number { get; } = number;

    public ProposalState State { get; private set; }

    /// <summary>Whether the answer has been given; a committed proposal may wait for signatures before.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>How often it was handed to a leader: once is enough to make its expiry prove nothing.</summary>
    public int Sends { get; private set; }

    public TimeSpan LastSent { get; set; }

    /// <summary>The term in which it was last handed to a leader.</summary>
    public ulong SentTerm { get; private set; }

    /// <summary>Whether leaders of more than one term may have it: then a refusal by one of them proves nothing.</summary>
    public bool SentInSeveralTerms { get; private set; }

    public ulong Index { get; set; }

    public PendingKey Key { get; } = PendingKey.Of(request.Proposal.Key, request.Proposal.Kind);

    public (Did Origin, ulong Session) Client => (Key.Key.Origin, Key.Key.Session);

    public bool IsUndecided => State < ProposalState.Committed;

    public void Sent(ulong term)
    {
        SentInSeveralTerms |= Sends > 0 && SentTerm != term;
        Sends++;
        SentTerm = term;
    }

    /// <summary>Goes to another state; false if it is in it already.</summary>
    /// <exception cref="InvalidOperationException">There is no such way.</exception>
    public bool Go(ProposalState to)
    {
        if (to == State) return false;
        if (!IsUndecided) throw new InvalidOperationException($"Invariant 1: {State} is final, {to} cannot follow.");
        if (to == ProposalState.Expired && Sends > 0) throw new InvalidOperationException("Invariant 2: it was sent and cannot expire.");
        if (to == ProposalState.Indeterminate && Sends == 0) throw new InvalidOperationException("Invariant 2: it was never sent and cannot be in doubt.");
        State = to;
        return true;
    }

    /// <summary>What a leader's refusal means for it: with this cause, could an earlier copy have been applied all the same?</summary>
    public ProposalState EndByRefusal(AbortCause cause)
    {
        if (SentInSeveralTerms) return ProposalState.Indeterminate;

        // The session that would remember an earlier copy is not there any more.
        var forgets = cause is AbortCause.UnknownSession or AbortCause.SessionExpired or AbortCause.OutOfWindow;
        return forgets && Sends > 1 ? ProposalState.Indeterminate : ProposalState.Aborted;
    }
}
