using AkkaFederation.Engine.Persistence;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// The event store of one life of a process over its disk: requests gather while a sync is under way and are carried out
/// together by the next, in order, as the SQL store's group commit does. What was not synced at a crash is gone; the group
/// under way then may be on the disk, wholly or in part.
/// </summary>
internal sealed class SimulatedEventStore : IEventStore
{
    private readonly SimulatedProcess _process;
    private readonly SimulatedDisk _disk;
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private List<Request> _gathering = [];
    private List<Request>? _syncing;
    private bool _waitsForDisk;

    public SimulatedEventStore(SimulatedProcess process, SimulatedDisk disk)
    {
        _process = process;
        _disk = disk;
        process.Crashed += OnCrash;
        disk.Unstalled = () => _process.Post(OnUnstalled);
    }

    public void Append(EventAppend append) => Submit(new Request(
        () =>
        {
            if (_failed.Contains(append.PersistenceId)) throw Stopped("an earlier write of the same actor failed");
            _disk.Append(append.Rows);
        },
        error =>
        {
            if (error is not null) _failed.Add(append.PersistenceId);
            append.Completed(error);
        },
        Writes: append.Rows.Count));

    public Task<long> HighestSequenceNrAsync(string persistenceId) => SubmitTask(
        () =>
        {
            _failed.Remove(persistenceId);
            return _disk.Highest(persistenceId);
        });

    public Task ReplayAsync(string persistenceId, long from, long to, long max, Action<EventRow> row) => SubmitTask(
        () =>
        {
            foreach (var one in _disk.Read(persistenceId, from, to, max)) row(one);
            return true;
        });

    public Task DeleteEventsAsync(string persistenceId, long toSequenceNr) => SubmitTask(() =>
    {
        _disk.DeleteEvents(persistenceId, toSequenceNr);
        return true;
    });

    public Task SaveSnapshotAsync(SnapshotRow row) => SubmitTask(() =>
    {
        _disk.Save(row);
        return true;
    }, writes: 1);

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotRange range) => SubmitTask(() => _disk.Load(persistenceId, range));

    public Task DeleteSnapshotsAsync(string persistenceId, SnapshotRange range) => SubmitTask(() =>
    {
        _disk.DeleteSnapshots(persistenceId, range);
        return true;
    });

    private Task<T> SubmitTask<T>(Func<T> work, int writes = 0)
    {
        var done = new TaskCompletionSource<T>();
        T result = default!;
        Submit(new Request(() => result = work(), error =>
        {
            if (error is null) done.SetResult(result);
            else done.SetException(error);
        }, writes));
        return done.Task;
    }

    private void Submit(Request request)
    {
        _gathering.Add(request);
        if (_syncing is null) Sync();
    }

    private void Sync()
    {
        (_syncing, _gathering) = (_gathering, []);
        _process.After(_disk.NextSync(), Finish);
    }

    private void Finish()
    {
        if (_disk.Stalled)
        {
            _waitsForDisk = true;
            return;
        }

        var group = _syncing!;
        _process.Loop.Trace.Note(_process.Loop.Now, _process.Name, "sync", group.Sum(r => r.Writes));
        var errors = group.ConvertAll(Execute);
        _syncing = null;
        if (_gathering.Count > 0) Sync();
        for (var i = 0; i < group.Count; i++) group[i].Complete(errors[i]);
    }

    private Exception? Execute(Request request)
    {
        if (_disk.Failing) return Stopped("the disk failed");
        if (request.Writes > 0 && _disk.ReadOnly) return Error(EventStoreFault.ReadOnly, "the disk is read-only");
        if (request.Writes > 0 && _disk.Full) return Error(EventStoreFault.Full, "no space is left on the disk");
        try
        {
            request.Execute();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void OnUnstalled()
    {
        if (!_waitsForDisk) return;
        _waitsForDisk = false;
        Finish();
    }

    private void OnCrash()
    {
        if (_syncing is not { } group || _disk.Stalled || _disk.Failing) return;

        // Writes take effect in order and each one whole: what is on the disk is where the group begins.
        var writes = group.FindAll(r => r.Writes > 0);
        var landed = _disk.NextLanded(writes.Count);
        if (landed == 0) return;
        _process.Loop.Trace.Note(_process.Loop.Now, _process.Name, landed < writes.Count ? "torn" : "landed", landed);
        foreach (var request in writes.Take(landed)) Execute(request);
    }

    private EventStoreException Stopped(string why) => Error(EventStoreFault.Disk, why);

    private EventStoreException Error(EventStoreFault fault, string why) => new(fault, _process.Name, $"simulated disk of {_process.Name}: {why}.");

    private sealed record Request(Action Execute, Action<Exception?> Complete, int Writes = 0);
}
