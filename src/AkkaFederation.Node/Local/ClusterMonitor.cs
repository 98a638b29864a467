namespace AkkaFederation.Node.Local;

/// <summary>Asks every node for its status again and again, and wakes those who wait for the federation to get somewhere.</summary>
internal sealed class ClusterMonitor : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int[] _epochs;
    private readonly Task _polling;
    private ClusterView _latest;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClusterMonitor(IFederationPort port, IReadOnlyList<string> nodes, TimeSpan poll)
    {
        _latest = ClusterView.Empty(nodes.Count);
        _epochs = new int[nodes.Count];
        _polling = Task.WhenAll(nodes.Select((address, i) => PollAsync(port, i, address, poll, _stop.Token)));
    }

    public ClusterView Latest
    {
        get
        {
            lock (_lock)
                return _latest;
        }
    }

    /// <summary>Drops what is known of a node that was just killed: an answer of its former life does not count.</summary>
    public void Forget(int node) => Put(node, null, ++_epochs[node]);

    /// <returns>False where <paramref name="limit"/> passed first.</returns>
    public async Task<bool> WaitAsync(Func<ClusterView, bool> condition, TimeSpan limit, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(limit);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (condition(_latest))
                    return true;
                changed = _changed.Task;
            }
            try
            {
                await changed.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        _stop.Dispose();
    }

    private async Task PollAsync(IFederationPort port, int node, string address, TimeSpan poll, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var epoch = Volatile.Read(ref _epochs[node]);
                Put(node, await port.TryGetStatusAsync(address, AnswerLimit, stop), epoch);
                await Task.Delay(poll, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed: nobody waits for answers any more.
        }
    }

    private void Put(int node, NodeView? view, int epoch)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (epoch != Volatile.Read(ref _epochs[node]))
                return;
            _latest = _latest.With(node, view);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.TrySetResult();
    }
}
