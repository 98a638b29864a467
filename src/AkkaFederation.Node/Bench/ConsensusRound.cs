namespace AkkaFederation.Node.Bench;

/// <summary>What one round of a case of <see cref="ConsensusBench"/> gave; times in milliseconds.</summary>
internal readonly record struct ConsensusRound(double CommitsPerSecond, double P50, double P99)
{
    /// <summary>The middle one; of an even number the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<ConsensusRound> rounds, Func<ConsensusRound, double> figure)
    {
        var sorted = rounds.Select(figure).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
