using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>Shows the state of a running demonstration four times a second.</summary>
internal sealed class ProgressTicker : IDisposable
{
    private const int PerSecond = 4;

    private readonly Queue<long> _acknowledged = new();
    private readonly Timer _timer;
    private readonly Action _show;
    private int _killed = -1;
    private int _disposed;

    public ProgressTicker(IDemoView view, ClusterMonitor monitor, LoadGenerator load, Func<TimeSpan> elapsed)
    {
        _show = () => view.Progress(Next(monitor, load, elapsed()));
        _timer = new Timer(_ => _show(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1.0 / PerSecond));
    }

    /// <summary>The node that is down on purpose; -1 for none.</summary>
    public int Killed
    {
        set => Volatile.Write(ref _killed, value);
    }

    /// <summary>Shows how it stands at last, and no more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _timer.Dispose();
        _show();
    }

    private DemoProgress Next(ClusterMonitor monitor, LoadGenerator load, TimeSpan elapsed)
    {
        lock (_acknowledged)
        {
            var counts = load.Counts;
            _acknowledged.Enqueue(counts.Acknowledged);
            var rate = (double)(counts.Acknowledged - _acknowledged.Peek()) / Math.Max(1, _acknowledged.Count - 1) * PerSecond;
            if (_acknowledged.Count > PerSecond)
                _acknowledged.Dequeue();
            return new DemoProgress(elapsed, monitor.Latest, counts, rate, Volatile.Read(ref _killed));
        }
    }
}
