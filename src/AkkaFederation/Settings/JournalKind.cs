namespace AkkaFederation.Settings;

/// <summary>What keeps the events of a node.</summary>
public enum JournalKind
{
    /// <summary>A SQLite database.</summary>
    Sqlite,

    /// <summary>A write-ahead journal: faster, and of the standalone engine alone.</summary>
    Wal,
}
