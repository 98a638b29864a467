namespace AkkaFederation.Engine.Persistence;

/// <summary>Stands for a store that could not be opened: every request fails with the reason.</summary>
internal sealed class FailedEventStore(EventStoreException reason) : IEventStore
{
    public EventStoreException Reason => reason;

    public void Append(EventAppend append) => append.Completed(reason);

    public Task<long> HighestSequenceNrAsync(string persistenceId) => Task.FromException<long>(reason);

    public Task ReplayAsync(string persistenceId, long from, long to, long max, Action<EventRow> row) => Task.FromException(reason);

    public Task DeleteEventsAsync(string persistenceId, long toSequenceNr) => Task.FromException(reason);

    public Task SaveSnapshotAsync(SnapshotRow row) => Task.FromException(reason);

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotRange range) => Task.FromException<SnapshotRow?>(reason);

    public Task DeleteSnapshotsAsync(string persistenceId, SnapshotRange range) => Task.FromException(reason);
}
