using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Group commit (DeWitt et al., SIGMOD 1984, section 3.2): one thread drains whatever all persistent actors have
/// submitted into a single transaction, syncs once and completes all of them; while it waits for the disk the next
/// group gathers by itself, so the group grows with the load and a lone write never waits for company.
/// Left out: a deliberate delay to gather larger groups.
///
/// Invariants:
/// 1. requests are carried out, and completed, in the order of submission;
/// 2. completion without error follows the commit that made the request durable;
/// 3. once an append of an id has failed, all later ones of that id fail until its highest number is asked for;
/// 4. after an input/output error no write is accepted any more.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteOptions _options;
    private readonly SqliteWrites _writes;
    private readonly ConcurrentQueue<StoreRequest> _queue = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly List<StoreRequest> _group = [];
    private readonly Dictionary<string, Exception> _gaps = [];
    private EventStoreException? _halted;
    private int _asleep;
    private int _closed;
    private volatile bool _stopping;
    private volatile bool _ended;

    public SqliteWriter(SqliteOptions options, SqliteConnection connection)
    {
        _options = options;
        _writes = new SqliteWrites(connection, options.File);
        _thread = new Thread(Run) { IsBackground = true, Name = "journal " + Path.GetFileName(options.File) };
        _thread.Start();
    }

    /// <summary>Transactions committed so far; with the number of events it tells the size of the groups.</summary>
    public long Commits { get; private set; }

    public void Submit(StoreRequest request)
    {
        _queue.Enqueue(request);
        if (_ended)
            RefuseRest();
        else
            Wake();
    }

    /// <summary>Asked by recovery: what failed before lies behind the id now.</summary>
    public Task<long> HighestSequenceNrAsync(string persistenceId)
    {
        var request = new TaskRequest<long>(
            w =>
            {
                long highest = w.HighestSequenceNr(persistenceId);
                _gaps.Remove(persistenceId);
                return highest;
            },
            writes: false);
        Submit(request);
        return request.Task;
    }

    /// <summary>Writes what was submitted, then closes. Later requests fail.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
            return;
        _stopping = true;
        Wake();
        _thread.Join();
        _writes.Dispose();
        _wake.Dispose();
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
                CommitGroup();
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

    /// <summary>What came in while the thread was ending; each request is dequeued, and so completed, once.</summary>
    private void RefuseRest()
    {
        while (_queue.TryDequeue(out StoreRequest? request))
            request.Complete(SqliteErrors.Closed(_options.File));
    }

    private void Gather()
    {
        int rows = 0;
        long bytes = 0;
        while (rows < _options.MaxGroupRows && bytes < _options.MaxGroupBytes && _queue.TryDequeue(out StoreRequest? request))
        {
            _group.Add(request);
            rows += request.Rows;
            bytes += request.Bytes;
        }
    }

    private void CommitGroup()
    {
        Exception?[] outcome = new Exception?[_group.Count];
        if (!TryTogether(outcome))
        {
            // One of them is at fault; the others must not pay for it.
            for (int i = 0; i < _group.Count; i++)
                outcome[i] = Alone(_group[i]);
        }

        for (int i = 0; i < _group.Count; i++)
            _group[i].Complete(outcome[i]);
        _group.Clear();
    }

    /// <summary>All in one transaction. False if it was rolled back and each must be tried by itself.</summary>
    private bool TryTogether(Exception?[] outcome)
    {
        if (_group.Count == 1)
        {
            outcome[0] = Alone(_group[0]);
            return true;
        }

        bool writes = false;
        foreach (StoreRequest r in _group)
            writes |= r.Writes;
        if (!writes || _halted is not null)
            return false;
        try
        {
            _writes.Begin();
            for (int i = 0; i < _group.Count; i++)
            {
                outcome[i] = Refusal(_group[i]);
                if (outcome[i] is null)
                    _group[i].Execute(_writes);
            }

            _writes.Commit();
            Commits++;
            return true;
        }
        catch (Exception e)
        {
            Fail(SqliteErrors.From(_options.File, e));
            Array.Clear(outcome);
            return false;
        }
    }

    private Exception? Alone(StoreRequest request)
    {
        if (Refusal(request) is { } refusal)
            return refusal;
        try
        {
            if (!request.Writes)
            {
                request.Execute(_writes);
                return null;
            }

            _writes.Begin();
            request.Execute(_writes);
            _writes.Commit();
            Commits++;
            return null;
        }
        catch (Exception e)
        {
            EventStoreException error = SqliteErrors.From(_options.File, e);
            Fail(error);
            if (request is AppendRequest append)
                _gaps[append.PersistenceId] = error;
            return error;
        }
    }

    private Exception? Refusal(StoreRequest request)
    {
        if (_halted is not null && request.Writes)
            return SqliteErrors.Halted(_options.File, _halted);
        if (request is AppendRequest append && _gaps.TryGetValue(append.PersistenceId, out Exception? cause))
            return SqliteErrors.GapBefore(_options.File, append.PersistenceId, cause);
        return null;
    }

    private void Fail(EventStoreException e)
    {
        if (SqliteErrors.IsFatal(e))
            _halted ??= e;
        try
        {
            _writes.RollbackIfOpen();
        }
        catch (EventStoreException rollback)
        {
            _halted ??= rollback;
        }
    }
}
