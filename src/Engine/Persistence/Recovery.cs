#nullable disable
using Akka.Actor;

namespace Akka.Persistence;

/// <summary>How a persistent actor recovers: from which snapshot, up to which event, from how many events at most.</summary>
public sealed class Recovery
{
    public Recovery()
        : this(SnapshotSelectionCriteria.Latest, long.MaxValue, long.MaxValue)
    {
    }

    public Recovery(SnapshotSelectionCriteria fromSnapshot)
        : this(fromSnapshot, long.MaxValue, long.MaxValue)
    {
    }

    public Recovery(SnapshotSelectionCriteria fromSnapshot, long toSequenceNr)
        : this(fromSnapshot, toSequenceNr, long.MaxValue)
    {
    }

    public Recovery(SnapshotSelectionCriteria fromSnapshot = null, long toSequenceNr = long.MaxValue, long replayMax = long.MaxValue)
    {
        FromSnapshot = fromSnapshot ?? SnapshotSelectionCriteria.Latest;
        ToSequenceNr = toSequenceNr;
        ReplayMax = replayMax;
    }

    /// <summary>The newest snapshot, then all events after it.</summary>
    public static Recovery Default { get; } = new(SnapshotSelectionCriteria.Latest);

    /// <summary>Nothing is replayed; the sequence number goes on where it was.</summary>
    public static Recovery None { get; } = new(SnapshotSelectionCriteria.None, 0);

    public SnapshotSelectionCriteria FromSnapshot { get; }

    public long ToSequenceNr { get; }

    public long ReplayMax { get; }
}

/// <summary>Last message of a recovery, given to the recovery handler; from then on events may be persisted.</summary>
public sealed class RecoveryCompleted
{
    public static readonly RecoveryCompleted Instance = new();

    private RecoveryCompleted()
    {
    }

    public override bool Equals(object obj) => obj is RecoveryCompleted;

    public override int GetHashCode() => nameof(RecoveryCompleted).Length;
}

/// <summary>Reminds a recovering actor to look whether its recovery has moved on.</summary>
public sealed class RecoveryTick
{
    public RecoveryTick(bool snapshot) => Snapshot = snapshot;

    public bool Snapshot { get; }
}

/// <summary>Who a persistent actor is and where it keeps its events and snapshots.</summary>
public interface IPersistentIdentity
{
    string PersistenceId { get; }

    /// <summary>Path of the plugin's configuration; null or empty is the default plugin.</summary>
    string JournalPluginId { get; }

    string SnapshotPluginId { get; }
}

/// <summary>Says how to recover.</summary>
public interface IPersistenceRecovery
{
    Recovery Recovery { get; }
}
