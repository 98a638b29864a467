namespace AkkaFederation.Consensus;

/// <summary>
/// Whether a learner keeps pace (dissertation 4.2.1). Its copying is cut into rounds: each brings it to where the log ended
/// when the round began. The shorter the last round, the less would be missing if it became a voter now; a round shorter than
/// an election time-out means that nobody would have to wait for it for longer than an election takes anyway.
/// Left out: giving up after so many rounds; a slow learner stays a learner and delays nobody.
/// </summary>
internal sealed class CatchUp(ulong last, TimeSpan now)
{
    private ulong _target = last;
    private TimeSpan _began = now;

    /// <summary>Whether the newest finished round was short, and the one going on is not already long.</summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>Rounds that were finished.</summary>
    public int Rounds { get; private set; }

    /// <summary>Takes note of how far the learner is, and of where the log ends.</summary>
    public void Advance(ulong match, ulong last, TimeSpan now, TimeSpan shortRound)
    {
        var isShort = now - _began <= shortRound;
        if (match < _target)
        {
            IsCaughtUp &= isShort;
            return;
        }

        IsCaughtUp = isShort;
        Rounds++;
        (_target, _began) = (last, now);
    }
}
