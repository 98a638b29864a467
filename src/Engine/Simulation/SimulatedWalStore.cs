using AkkaFederation.Engine.Persistence;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// The write-ahead journal of one life of a process, the product's own, on the files of its simulated disk. Only time is
/// given to it from outside: a group is written when the one before it is done, and durable as long after as a sync takes.
/// </summary>
internal sealed class SimulatedWalStore : IEventStore, IDisposable
{
    // Small, so that segments fill up, are moved out of and go in a short run.
    private const int SegmentSize = 64 * 1024;

    private readonly WalEventStore _store;
    private readonly SimulatedDisk _disk;

    private SimulatedWalStore(WalEventStore store, SimulatedDisk disk)
    {
        _store = store;
        _disk = disk;
    }

    /// <exception cref="EventStoreException">What is on the disk cannot be used.</exception>
    public static SimulatedWalStore Open(SimulatedProcess process, SimulatedDisk disk, string folder)
    {
        process.Crashed += () => Crash(process, disk);
        Random random = process.CreateRandom();
        var options = new WalOptions { Folder = folder, SegmentSize = SegmentSize, Randomness = random.NextBytes };
        var store = WalEventStore.Open(
            options,
            disk.Files,
            make => Task.FromResult(make()),
            committer => new SimulatedWalDriver(process, disk, committer));
        return new SimulatedWalStore(store, disk);
    }

    public void Append(EventAppend append) => _store.Append(append);

    public Task<long> HighestSequenceNrAsync(string persistenceId) => _store.HighestSequenceNrAsync(persistenceId);

    public Task ReplayAsync(string persistenceId, long from, long to, long max, Action<EventRow> row) =>
        _store.ReplayAsync(persistenceId, from, to, max, read => row(_disk.Misread?.Invoke(read) ?? read));

    public Task DeleteEventsAsync(string persistenceId, long toSequenceNr) => _store.DeleteEventsAsync(persistenceId, toSequenceNr);

    public Task SaveSnapshotAsync(SnapshotRow row) => _store.SaveSnapshotAsync(row);

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotRange range) => _store.LoadSnapshotAsync(persistenceId, range);

    public Task DeleteSnapshotsAsync(string persistenceId, SnapshotRange range) => _store.DeleteSnapshotsAsync(persistenceId, range);

    public void Dispose() => _store.Dispose();

    private static void Crash(SimulatedProcess process, SimulatedDisk disk)
    {
        long landed = 0;
        Func<bool> lands = disk.NextSurvivors();
        disk.Files.Crash(() =>
        {
            bool one = lands();
            landed += one ? 1 : 0;
            return one;
        });
        if (landed > 0) process.Loop.Trace.Note(process.Loop.Now, process.Name, "landed", landed);
    }
}
