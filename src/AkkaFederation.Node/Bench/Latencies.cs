namespace AkkaFederation.Node.Bench;

/// <summary>Percentiles of measured times: every sample is kept, nothing is estimated.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];
    private bool _sorted;

    public int Count => _milliseconds.Count;

    public void Add(TimeSpan time)
    {
        _milliseconds.Add(time.TotalMilliseconds);
        _sorted = false;
    }

    public void Add(Latencies others)
    {
        _milliseconds.AddRange(others._milliseconds);
        _sorted = false;
    }

    /// <summary>How many samples do not exceed a time.</summary>
    public int CountWithin(double milliseconds) => _milliseconds.Count(m => m <= milliseconds);

    /// <summary>The smallest sample that at least <paramref name="percent"/> of all do not exceed (nearest rank); 0 without samples.</summary>
    public double Percentile(double percent)
    {
        if (_milliseconds.Count == 0)
            return 0;
        if (!_sorted)
            _milliseconds.Sort();
        _sorted = true;
        return _milliseconds[Math.Clamp((int)Math.Ceiling(percent / 100 * _milliseconds.Count) - 1, 0, _milliseconds.Count - 1)];
    }
}
