using Microsoft.Data.Sqlite;

namespace AkkaFederation.Engine.Persistence;

/// <summary>How to open the SQLite store.</summary>
internal sealed record SqliteOptions
{
    /// <summary>Full path of the database file.</summary>
    public required string File { get; init; }

    /// <summary>Most events written in one transaction; bounds the time until the first of them is acknowledged.</summary>
    public int MaxGroupRows { get; init; } = 4096;

    /// <summary>Most payload bytes written in one transaction.</summary>
    public int MaxGroupBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Replays that run at the same time, each on a connection of its own.</summary>
    public int MaxReaders { get; init; } = 4;

    /// <summary>Pages in the write-ahead log after which it is copied into the database.</summary>
    public int CheckpointPages { get; init; } = 4096;

    /// <summary>Files up to this size are checked whole when opened; larger ones as they are read.</summary>
    public long WholeCheckBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Upper bound of the database in pages of 4 KiB; 0 is unbounded.</summary>
    public long MaxPages { get; init; }

    /// <summary>How long to wait for a lock that a foreign tool (a back-up, the sqlite3 shell) holds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From a connection string as Microsoft.Data.Sqlite defines it; <paramref name="key"/> is where it was set.</summary>
    /// <exception cref="EventStoreException">It names no file, or one that could not keep anything.</exception>
    public static SqliteOptions FromConnectionString(string key, string connectionString)
    {
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException e)
        {
            throw new EventStoreException(EventStoreFault.Unusable, "", $"{key} '{connectionString}' is not valid: {e.Message}", e);
        }

        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new EventStoreException(EventStoreFault.Unusable, builder.DataSource,
                $"{key} '{connectionString}' names no file; write e.g. 'Data Source=node.db'. For a journal in memory use akka.persistence.journal.inmem.");
        string file = Path.GetFullPath(builder.DataSource);
        if (builder.Mode == SqliteOpenMode.ReadOnly)
            throw new EventStoreException(EventStoreFault.ReadOnly, file,
                $"{file} is opened with Mode=ReadOnly; a journal must be writable, remove it from the connection string.");
        return new SqliteOptions { File = file };
    }
}
