namespace AkkaFederation.Consensus.Quorum;

/// <summary>
/// Majority arithmetic and nothing else. Any two majorities of the same set share a member: all of Raft's safety rests on
/// that one fact. The set is the configured one, never the members that happen to be reachable.
/// </summary>
internal static class Majority
{
    /// <summary>The smallest number of members that is more than half of <paramref name="members"/>.</summary>
    public static int Size(int members)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(members);
        return members / 2 + 1;
    }

    /// <summary>Whether <paramref name="granted"/> and <paramref name="denied"/> out of <paramref name="members"/> decide.</summary>
    /// <exception cref="ArgumentException">More answers than members.</exception>
    public static VoteOutcome Decide(int granted, int denied, int members)
    {
        if (granted < 0 || denied < 0 || granted + denied > members)
            throw new ArgumentException($"{granted} granted and {denied} denied do not come from {members} members.");
        var needed = Size(members);
        if (granted >= needed) return VoteOutcome.Won;
        return members - denied < needed ? VoteOutcome.Lost : VoteOutcome.Pending;
    }

    /// <summary>
    /// The greatest index that a majority has reached; <paramref name="reached"/> holds one index for each member, in any
    /// order, and is sorted by the call. No members: 0.
    /// </summary>
    public static ulong ReachedBy(Span<ulong> reached)
    {
        if (reached.IsEmpty) return 0;
        reached.Sort();
        return reached[^Size(reached.Length)];
    }
}
