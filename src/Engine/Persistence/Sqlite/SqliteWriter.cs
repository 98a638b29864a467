using Microsoft.Data.Sqlite;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Makes one transaction of each group that the <see cref="GroupThread{T}"/> has gathered, syncs once and completes all.
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
    private readonly GroupThread<StoreRequest> _thread;
    private readonly Dictionary<string, Exception> _gaps = [];
    private EventStoreException? _halted;

    public SqliteWriter(SqliteOptions options, SqliteConnection connection)
    {
        _options = options;
        _writes = new SqliteWrites(connection, options.File);
        _thread = new GroupThread<StoreRequest>(
            "journal " + Path.GetFileName(options.File),
            options.MaxGroupRows,
            options.MaxGroupBytes,
            CommitGroup,
            request => request.Complete(SqliteErrors.Closed(options.File)));
    }

    /// <summary>Transactions committed so far; with the number of events it tells the size of the groups.</summary>
    public long Commits { get; private set; }

    public void Submit(StoreRequest request) => _thread.Submit(request);

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
        if (_thread.End())
            _writes.Dispose();
    }

    private void CommitGroup(IReadOnlyList<StoreRequest> group)
    {
        Exception?[] outcome = new Exception?[group.Count];
        if (!TryTogether(group, outcome))
        {
            // One of them is at fault; the others must not pay for it.
            for (int i = 0; i < group.Count; i++)
                outcome[i] = Alone(group[i]);
        }

        for (int i = 0; i < group.Count; i++)
            group[i].Complete(outcome[i]);
    }

    /// <summary>All in one transaction. False if it was rolled back and each must be tried by itself.</summary>
    private bool TryTogether(IReadOnlyList<StoreRequest> group, Exception?[] outcome)
    {
        if (group.Count == 1)
        {
            outcome[0] = Alone(group[0]);
            return true;
        }

        bool writes = false;
        foreach (StoreRequest r in group)
            writes |= r.Writes;
        if (!writes || _halted is not null)
            return false;
        try
        {
            _writes.Begin();
            for (int i = 0; i < group.Count; i++)
            {
                outcome[i] = Refusal(group[i]);
                if (outcome[i] is null)
                    group[i].Execute(_writes);
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
