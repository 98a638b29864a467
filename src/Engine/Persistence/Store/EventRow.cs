namespace AkkaFederation.Engine.Persistence;

/// <summary>One event as it lies on disk (table <c>journal</c>). <c>Created</c> is in ticks, UTC.</summary>
internal readonly record struct EventRow(
    string PersistenceId,
    long SequenceNr,
    long Created,
    byte[] Message,
    string Manifest,
    int SerializerId,
    string? Tags,
    string WriterUuid);

/// <summary>One snapshot as it lies on disk (table <c>snapshot</c>). <c>Created</c> is in ticks, UTC.</summary>
internal sealed record SnapshotRow(
    string PersistenceId,
    long SequenceNr,
    long Created,
    byte[] Snapshot,
    string Manifest,
    int SerializerId);

/// <summary>Which snapshots: bounds are inclusive, times in ticks, UTC.</summary>
internal readonly record struct SnapshotRange(long MinSequenceNr, long MaxSequenceNr, long MinCreated, long MaxCreated);
