namespace AkkaFederation.Membership;

/// <summary>
/// How long a suspicion may stand before it is acted upon (Lifeguard section IV.B): long while one observer stands alone,
/// and shorter with every independent one, logarithmically, down to the shortest at <see cref="MostConfirmations"/>
/// besides the first. The shortest grows by one share for each tenfold of members above a hundred, since a refutation
/// takes as many more rounds to come round.
/// </summary>
internal static class SuspicionTimeouts
{
    /// <summary>Confirmations after which more make no difference (Lifeguard's K).</summary>
    public const int MostConfirmations = 3;

    public static TimeSpan For(int observers, int members, MembershipOptions options)
    {
        var shortest = options.SuspicionTimeoutMin * Math.Max(1, Math.Log10(Math.Max(1, members)) - 1);
        if (shortest >= options.SuspicionTimeout) return shortest;
        var confirmations = Math.Clamp(observers - 1, 0, MostConfirmations);
        var share = Math.Log(confirmations + 1) / Math.Log(MostConfirmations + 1);
        return options.SuspicionTimeout - ((options.SuspicionTimeout - shortest) * share);
    }
}
