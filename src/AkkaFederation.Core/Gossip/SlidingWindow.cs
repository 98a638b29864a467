namespace AkkaFederation.Gossip;

/// <summary>A sum over the last minute, in steps of a second.</summary>
internal sealed class SlidingWindow
{
    public const int Seconds = 60;
    private readonly long[] _sums = new long[Seconds];
    private long _second;

    public void Add(TimeSpan now, long value)
    {
        Advance(now);
        _sums[_second % Seconds] += value;
    }

    public long Sum(TimeSpan now)
    {
        Advance(now);
        return _sums.Sum();
    }

    private void Advance(TimeSpan now)
    {
        var second = (long)now.TotalSeconds;
        for (var i = Math.Max(_second + 1, second - Seconds + 1); i <= second; i++) _sums[i % Seconds] = 0;
        _second = Math.Max(_second, second);
    }
}
