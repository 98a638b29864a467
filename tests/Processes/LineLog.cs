namespace Processes;

/// <summary>The lines of a stream so far, and a way to wait for one.</summary>
internal sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    public string Text
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _lines);
        }
    }

    public async Task FillAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            Change(() => _lines.Add(line));
        Change(() => _ended = true);
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _lines.Count;
        }
    }

    /// <summary>The lines from this one on.</summary>
    public List<string> From(int line)
    {
        lock (_lock)
            return _lines[line..];
    }

    /// <exception cref="TimeoutException">It did not come in time.</exception>
    /// <exception cref="EndOfStreamException">The stream ended without it.</exception>
    public async Task<string> WaitAsync(string text, TimeSpan limit)
    {
        string? found = null;
        await WaitAsync(lines => (found = lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal))) is not null, limit);
        return found!;
    }

    /// <summary>Waits until what has been written so far is such.</summary>
    /// <exception cref="TimeoutException">It was not in time.</exception>
    /// <exception cref="EndOfStreamException">The stream ended before.</exception>
    public async Task WaitAsync(Func<IReadOnlyList<string>, bool> holds, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (holds(_lines))
                    return;
                if (_ended)
                    throw new EndOfStreamException("the stream has ended");
                more = _more.Task;
            }
            try
            {
                await more.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"not within {limit.TotalSeconds:0} s", e);
            }
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            change();
            more = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        more.SetResult();
    }
}
