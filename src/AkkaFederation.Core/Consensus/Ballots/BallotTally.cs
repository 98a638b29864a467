namespace AkkaFederation.Consensus;

/// <summary>
/// How votes decide a ballot: a pure function, the same at the leader that decides, at every replica that works the decision
/// out anew, and at a verifier. After the deadline (log time) a ballot has expired, whatever votes there are.
/// </summary>
internal static class BallotTally
{
    public static BallotOutcome Decide(int electors, int quorum, bool veto, IEnumerable<BallotChoice> choices, ulong time, ulong deadline)
    {
        if (time > deadline) return BallotOutcome.Expired;
        var (granted, against, vetoed) = (0, 0, false);
        foreach (var choice in choices)
        {
            if (choice == BallotChoice.Granted) granted++;
            else against++;
            vetoed |= choice == BallotChoice.Veto;
        }

        if (veto && vetoed) return BallotOutcome.Aborted;
        if (granted >= quorum) return BallotOutcome.Committed;
        return electors - against < quorum ? BallotOutcome.Aborted : BallotOutcome.Open;
    }
}
