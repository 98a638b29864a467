using AkkaFederation.Identity;

namespace AkkaFederation.Consensus.Quorum;

/// <summary>
/// How many of the voters must agree. The voters are the committed configuration and never "the peers that happen to be
/// seen": a quorum of the living shrinks as they die, and two halves of a partition would both have one.
/// </summary>
public static class MinQuorum
{
    /// <summary>A little more than half, 0.51.</summary>
    public const double DefaultThreshold = 0.51;

    /// <summary>The smallest number of <paramref name="voters"/> that reaches the threshold, and always a majority.</summary>
    /// <param name="voters">Voters of the committed configuration, at least 1.</param>
    /// <param name="threshold">Part of the voters, above 0.5 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No voters, or a threshold outside (0.5, 1].</exception>
    public static int Of(int voters, double threshold = DefaultThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(voters, 1);
        if (!(threshold is > 0.5 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold of a quorum lies above 0.5 and is at most 1.");

        // A hair below: 0.51 × 100 must not become 52, nor two thirds of 9 become 7, for the rounding of a fraction.
        var needed = (int)Math.Ceiling((threshold * voters) - 1e-6);
        return Math.Max(Majority.Size(voters), needed);
    }

    /// <summary>Whether enough of the voters are among those who agree; nobody else counts, and nobody counts twice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No voters, or a threshold outside (0.5, 1].</exception>
    public static bool IsMet(IReadOnlyCollection<Did> voters, IEnumerable<Did> agreeing, double threshold = DefaultThreshold)
    {
        var electorate = voters.ToHashSet();
        return agreeing.Distinct().Count(electorate.Contains) >= Of(electorate.Count, threshold);
    }
}
