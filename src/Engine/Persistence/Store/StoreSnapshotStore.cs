#nullable disable
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Snapshot;

namespace AkkaFederation.Engine.Persistence;

/// <summary>A snapshot store plugin over one of the system's <see cref="IEventStore"/>s.</summary>
internal abstract class StoreSnapshotStore : SnapshotStore
{
    private readonly IEventStore _store;
    private readonly EventCodec _codec;

    protected StoreSnapshotStore(Config config)
    {
        _store = EventStores.Get(Context.System).Open(Self.Path.Name, config);
        _codec = new EventCodec(Context.System);
    }

    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        SnapshotRow row = await _store.LoadSnapshotAsync(persistenceId, RangeOf(criteria));
        return row is null ? null : _codec.Decode(row);
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) =>
        _store.SaveSnapshotAsync(_codec.Encode(metadata, snapshot));

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        bool anyTime = metadata.Timestamp == DateTime.MinValue;
        return _store.DeleteSnapshotsAsync(metadata.PersistenceId, new SnapshotRange(
            metadata.SequenceNr,
            metadata.SequenceNr,
            anyTime ? 0 : metadata.Timestamp.Ticks,
            anyTime ? long.MaxValue : metadata.Timestamp.Ticks));
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        _store.DeleteSnapshotsAsync(persistenceId, RangeOf(criteria));

    private static SnapshotRange RangeOf(SnapshotSelectionCriteria criteria) => new(
        criteria.MinSequenceNr, criteria.MaxSequenceNr, criteria.MinTimestamp?.Ticks ?? 0, criteria.MaxTimeStamp.Ticks);
}
