#nullable disable
using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Counts the events that filters take, and waits for a number of them.</summary>
internal sealed class MatchCounter : IDisposable
{
    private readonly IReadOnlyList<EventFilterBase> _filters;
    private readonly SemaphoreSlim _matched = new(0);
    private int _count;

    public MatchCounter(IReadOnlyList<EventFilterBase> filters)
    {
        _filters = filters;
        foreach (var filter in filters)
            filter.EventMatched += OnMatched;
    }

    /// <summary>
    /// The number of events once there are as many as expected or the time is over. Where none is expected, the whole
    /// time passes before that is certain.
    /// </summary>
    public async ValueTask<int> Await(int expected, TimeSpan limit, bool blocking, CancellationToken cancellation)
    {
        var end = TestClock.Now + limit;
        var wanted = Math.Max(expected, 1);
        for (var seen = 0; seen < wanted; seen++)
        {
            var left = end - TestClock.Now;
            left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            var came = blocking ? _matched.Wait(left, cancellation) : await _matched.WaitAsync(left, cancellation);
            if (!came)
                break;
        }

        return Volatile.Read(ref _count);
    }

    public void Dispose()
    {
        foreach (var filter in _filters)
            filter.EventMatched -= OnMatched;
    }

    private void OnMatched(EventFilterBase filter, LogEvent logEvent)
    {
        Interlocked.Increment(ref _count);
        _matched.Release();
    }
}
