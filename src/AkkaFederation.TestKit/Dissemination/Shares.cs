namespace AkkaFederation.TestKit.Dissemination;

/// <summary>After how many rounds how many of the living had a broadcast, over several broadcasts.</summary>
internal sealed class Shares
{
    private readonly List<double> _half = [];
    private readonly List<double> _most = [];
    private readonly List<double> _all = [];
    private long _wanted;
    private long _delivered;

    /// <param name="broadcast">Rounds at which nodes had it, ascending, and how many nodes live.</param>
    public void Add((List<double> Rounds, int Living) broadcast)
    {
        var (rounds, living) = broadcast;
        _wanted += living;
        _delivered += rounds.Count;
        _half.Add(At(rounds, living, 0.5));
        _most.Add(At(rounds, living, 0.99));
        _all.Add(At(rounds, living, 1));
    }

    public DisseminationReport Fill(DisseminationReport report) => report with
    {
        Delivered = (double)_delivered / _wanted,
        RoundsP50 = _half.Average(),
        RoundsP99 = _most.Max(),
        RoundsAll = _all.Max(),
    };

    // The time at which that part of all living had it; never, if it did not reach so many.
    private static double At(List<double> sorted, int living, double part)
    {
        var index = (int)Math.Ceiling(part * living) - 1;
        return index < sorted.Count ? sorted[Math.Max(0, index)] : double.PositiveInfinity;
    }
}
