#nullable disable
namespace Akka.Persistence;

/// <summary>Messages of the snapshot store.</summary>
public interface ISnapshotMessage : IPersistenceMessage;

/// <summary>To a snapshot store.</summary>
public interface ISnapshotRequest : ISnapshotMessage;

/// <summary>From a snapshot store.</summary>
public interface ISnapshotResponse : ISnapshotMessage;

/// <summary>Asks for the newest snapshot that meets the criteria and is not past ToSequenceNr.</summary>
public sealed class LoadSnapshot : ISnapshotRequest, IEquatable<LoadSnapshot>
{
    public LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr)
    {
        PersistenceId = persistenceId;
        Criteria = criteria;
        ToSequenceNr = toSequenceNr;
    }

    public string PersistenceId { get; }

    public SnapshotSelectionCriteria Criteria { get; }

    public long ToSequenceNr { get; }

    public bool Equals(LoadSnapshot other) => other is not null && Equals(PersistenceId, other.PersistenceId) && Equals(Criteria, other.Criteria) && ToSequenceNr == other.ToSequenceNr;

    public override bool Equals(object obj) => Equals(obj as LoadSnapshot);

    public override int GetHashCode() => HashCode.Combine(PersistenceId, Criteria, ToSequenceNr);

    public override string ToString() => $"LoadSnapshot<PersistenceId: {PersistenceId}, Criteria: {Criteria}, ToSequenceNr: {ToSequenceNr}>";
}

/// <summary>Keeps a snapshot.</summary>
public sealed class SaveSnapshot : ISnapshotRequest, IEquatable<SaveSnapshot>
{
    public SaveSnapshot(SnapshotMetadata metadata, object snapshot)
    {
        Metadata = metadata;
        Snapshot = snapshot;
    }

    public SnapshotMetadata Metadata { get; }

    public object Snapshot { get; }

    public bool Equals(SaveSnapshot other) => other is not null && Equals(Metadata, other.Metadata) && Equals(Snapshot, other.Snapshot);

    public override bool Equals(object obj) => Equals(obj as SaveSnapshot);

    public override int GetHashCode() => HashCode.Combine(Metadata, Snapshot);

    public override string ToString() => $"SaveSnapshot<Metadata: {Metadata}, Snapshot: {Snapshot}>";
}

/// <summary>Deletes one snapshot.</summary>
public sealed class DeleteSnapshot : ISnapshotRequest, IEquatable<DeleteSnapshot>
{
    public DeleteSnapshot(SnapshotMetadata metadata)
    {
        Metadata = metadata;
    }

    public SnapshotMetadata Metadata { get; }

    public bool Equals(DeleteSnapshot other) => other is not null && Equals(Metadata, other.Metadata);

    public override bool Equals(object obj) => Equals(obj as DeleteSnapshot);

    public override int GetHashCode() => HashCode.Combine(Metadata);

    public override string ToString() => $"DeleteSnapshot<Metadata: {Metadata}>";
}

/// <summary>Deletes all snapshots that meet the criteria.</summary>
public sealed class DeleteSnapshots : ISnapshotRequest, IEquatable<DeleteSnapshots>
{
    public DeleteSnapshots(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        PersistenceId = persistenceId;
        Criteria = criteria;
    }

    public string PersistenceId { get; }

    public SnapshotSelectionCriteria Criteria { get; }

    public bool Equals(DeleteSnapshots other) => other is not null && Equals(PersistenceId, other.PersistenceId) && Equals(Criteria, other.Criteria);

    public override bool Equals(object obj) => Equals(obj as DeleteSnapshots);

    public override int GetHashCode() => HashCode.Combine(PersistenceId, Criteria);

    public override string ToString() => $"DeleteSnapshots<PersistenceId: {PersistenceId}, Criteria: {Criteria}>";
}
