namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// What the journal and snapshot plugins need of a disk. This is the seam at which a simulated disk takes the place of
/// SQLite. Rules for every implementation:
/// 1. a request completes without error only when its effect is durable;
/// 2. writes take effect in the order in which they were submitted;
/// 3. after a failed append of a persistence id, later appends of that id fail until
///    <see cref="HighestSequenceNrAsync"/> was asked for it (as recovery does), so that a journal never has a gap.
/// </summary>
internal interface IEventStore
{
    /// <summary>Submits events to be written atomically; <see cref="EventAppend.Completed"/> is called when durable.</summary>
    void Append(EventAppend append);

    /// <summary>Highest sequence number ever written for the id, after all writes submitted before; 0 if none.</summary>
    Task<long> HighestSequenceNrAsync(string persistenceId);

    /// <summary>Calls <paramref name="row"/> for the events in [from, to], ascending, at most <paramref name="max"/>.</summary>
    Task ReplayAsync(string persistenceId, long from, long to, long max, Action<EventRow> row);

    /// <summary>Deletes all events of the id up to and including the number; the highest number stays known.</summary>
    Task DeleteEventsAsync(string persistenceId, long toSequenceNr);

    Task SaveSnapshotAsync(SnapshotRow row);

    /// <summary>The newest snapshot in the range, or null.</summary>
    Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotRange range);

    Task DeleteSnapshotsAsync(string persistenceId, SnapshotRange range);
}

/// <summary>
/// One atomic append. Subclasses carry what is needed to tell the writer; completion is called on the store's own
/// thread, must be quick and must not throw.
/// </summary>
internal abstract class EventAppend(string persistenceId, IReadOnlyList<EventRow> rows)
{
    public string PersistenceId { get; } = persistenceId;

    /// <summary>All of <see cref="PersistenceId"/>. Where there are none, completion only keeps its place among the others.</summary>
    public IReadOnlyList<EventRow> Rows { get; } = rows;

    public abstract void Completed(Exception? error);
}
