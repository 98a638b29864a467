using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>Shows the state of a running demonstration four times a second.</summary>
internal sealed class ProgressTicker : IDisposable
{
    private const int PerSecond = 4;

    private readonly Queue<long> _acknowledged = new();
    private readonly Timer _timer;
    private int _killed = -1;

    public ProgressTicker(IDemoView view, ClusterMonitor monitor, LoadGenerator load, Func<TimeSpan> elapsed) =>
        _timer = new Timer(_ => view.Progress(Next(monitor, load, elapsed())), null, TimeSpan.Zero, TimeSpan.FromSeconds(1.0 / PerSecond));

    /// <summary>The node that is down on purpose; -1 for none.</summary>
    public int Killed
    {
        set => Volatile.Write(ref _killed, value);
    }

    public void Dispose() => _timer.Dispose();

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
