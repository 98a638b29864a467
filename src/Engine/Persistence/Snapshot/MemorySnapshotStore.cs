#nullable disable
namespace Akka.Persistence.Snapshot;

/// <summary>A snapshot in memory.</summary>
public class SnapshotEntry
{
    public string Id { get; set; }

    public string PersistenceId { get; set; }

    public long SequenceNr { get; set; }

    /// <summary>Ticks, UTC.</summary>
    public long Timestamp { get; set; }

    public object Snapshot { get; set; }
}

/// <summary>Keeps snapshots in memory for as long as the store's actor lives. For tests.</summary>
public class MemorySnapshotStore : SnapshotStore
{
    protected virtual List<SnapshotEntry> Snapshots { get; } = [];

    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        SnapshotEntry newest = Snapshots
            .Where(e => IsMatch(e, persistenceId, criteria))
            .OrderByDescending(e => e.SequenceNr)
            .FirstOrDefault();
        return Task.FromResult(newest is null
            ? null
            : new SelectedSnapshot(new SnapshotMetadata(newest.PersistenceId, newest.SequenceNr, TimeOf(newest)), newest.Snapshot));
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        Snapshots.RemoveAll(e => e.PersistenceId == metadata.PersistenceId && e.SequenceNr == metadata.SequenceNr);
        Snapshots.Add(new SnapshotEntry
        {
            Id = $"{metadata.PersistenceId}_{metadata.SequenceNr}",
            PersistenceId = metadata.PersistenceId,
            SequenceNr = metadata.SequenceNr,
            Timestamp = metadata.Timestamp.Ticks,
            Snapshot = snapshot,
        });
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        Snapshots.RemoveAll(e => e.PersistenceId == metadata.PersistenceId
            && e.SequenceNr == metadata.SequenceNr
            && (metadata.Timestamp == DateTime.MinValue || e.Timestamp == metadata.Timestamp.Ticks));
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        Snapshots.RemoveAll(e => IsMatch(e, persistenceId, criteria));
        return Task.CompletedTask;
    }

    private static bool IsMatch(SnapshotEntry e, string persistenceId, SnapshotSelectionCriteria criteria) =>
        e.PersistenceId == persistenceId && criteria.IsMatch(e.SequenceNr, TimeOf(e));

    private static DateTime TimeOf(SnapshotEntry e) => new(e.Timestamp, DateTimeKind.Utc);
}
