using System.Collections.Concurrent;

namespace AkkaFederation.Engine.Persistence;

/// <summary>Something that is written with others; the sizes bound a group.</summary>
internal interface IGroupWork
{
    int Rows { get; }

    int Bytes { get; }
}

/// <summary>
/// Group commit (DeWitt et al., SIGMOD 1984, section 3.2): one thread drains whatever all persistent actors have
/// submitted into one group, which is written and synced at once; while the thread waits for the disk the next group
/// gathers by itself, so the group grows with the load and a lone write never waits for company.
/// Left out: a deliberate delay to gather larger groups.
///
/// Invariants:
/// 1. work is committed in the order of submission, each piece once;
/// 2. what comes after the end is refused.
/// </summary>
internal sealed class GroupThread<T>
    where T : class, IGroupWork
{
    private readonly ConcurrentQueue<T> _queue = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly List<T> _group = [];
    private readonly int _maxRows;
    private readonly int _maxBytes;
    private readonly Action<IReadOnlyList<T>> _commit;
    private readonly Action<T> _refuse;
    private int _asleep;
    private int _closed;
    private volatile bool _stopping;
    private volatile bool _ended;

    /// <param name="name">Name of the thread.</param>
    /// <param name="maxRows">Most rows of a group.</param>
    /// <param name="maxBytes">Most bytes of a group; a single piece may have more.</param>
    /// <param name="commit">Writes and completes a group; must not throw.</param>
    /// <param name="refuse">Completes what came too late.</param>
    public GroupThread(string name, int maxRows, int maxBytes, Action<IReadOnlyList<T>> commit, Action<T> refuse)
    {
        _maxRows = maxRows;
        _maxBytes = maxBytes;
        _commit = commit;
        _refuse = refuse;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public void Submit(T work)
    {
        _queue.Enqueue(work);
        if (_ended)
            RefuseRest();
        else
            Wake();
    }

    /// <summary>Commits what was submitted, then ends. False if that was done before.</summary>
    public bool End()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
            return false;
        _stopping = true;
        Wake();
        _thread.Join();
        _wake.Dispose();
        return true;
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _asleep, 0) == 1)
            _wake.Set();
    }

    private void Run()
    {
        while (true)
        {
            Gather();
            if (_group.Count > 0)
            {
                _commit(_group);
                _group.Clear();
                continue;
            }

            if (_stopping && _queue.IsEmpty)
                break;
            Volatile.Write(ref _asleep, 1);
            Interlocked.MemoryBarrier();
            if ((!_queue.IsEmpty || _stopping) && Interlocked.Exchange(ref _asleep, 0) == 1)
                continue;
            _wake.WaitOne();
        }

        _ended = true;
        RefuseRest();
    }

    /// <summary>What came in while the thread was ending; each piece is dequeued, and so completed, once.</summary>
    private void RefuseRest()
    {
        while (_queue.TryDequeue(out T? work))
            _refuse(work);
    }

    private void Gather()
    {
        int rows = 0;
        long bytes = 0;
        while (rows < _maxRows && bytes < _maxBytes && _queue.TryDequeue(out T? work))
        {
            _group.Add(work);
            rows += work.Rows;
            bytes += work.Bytes;
        }
    }
}
