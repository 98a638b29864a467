using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Opens the database file: looks before it touches, so that a file that is not ours stays exactly as it was, and
/// creates the tables of a new one in a single transaction, so that there is never half a database.
/// </summary>
internal static class SqliteFile
{
    private const int HeaderSize = 100;

    /// <summary>Reads the header without SQLite. A missing or empty file is fine: it will be created.</summary>
    public static void InspectHeader(string file)
    {
        if (Directory.Exists(file))
            throw SqliteErrors.CannotOpen(file);
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw SqliteErrors.NoFolder(file);
        if (!File.Exists(file))
            return;

        Span<byte> header = stackalloc byte[HeaderSize];
        long length;
        int read;
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            length = stream.Length;
            read = stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SqliteErrors.From(file, e);
        }

        if (length > 0)
            CheckHeader(file, header[..read], length);
    }

    private static void CheckHeader(string file, ReadOnlySpan<byte> header, long length)
    {
        if (header.Length < 16 || !header.StartsWith("SQLite format 3\0"u8))
            throw SqliteErrors.NotADatabase(file);
        if (header.Length < HeaderSize)
            throw SqliteErrors.Corrupt(file, "the header is cut off");
        uint application = BinaryPrimitives.ReadUInt32BigEndian(header[68..]);
        if (application != 0 && application != SqliteSchema.ApplicationId)
            throw SqliteErrors.OtherProgram(file, "application id " + Describe(application));
        uint version = BinaryPrimitives.ReadUInt32BigEndian(header[60..]);
        if (application == SqliteSchema.ApplicationId && version > SqliteSchema.UserVersion)
            throw SqliteErrors.Newer(file, version, SqliteSchema.UserVersion);

        int pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) is var p && p == 1 ? 65536 : p;
        uint pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        bool pagesValid = BinaryPrimitives.ReadUInt32BigEndian(header[24..]) == BinaryPrimitives.ReadUInt32BigEndian(header[92..]);
        if (pageSize < 512 || (pagesValid && length < (long)pages * pageSize && !HasLog(file)))
            throw SqliteErrors.Corrupt(file, string.Create(CultureInfo.InvariantCulture, $"{length} bytes where the header promises {pages} pages of {pageSize}"));
    }

    /// <summary>A log beside the file may hold the missing end of it (a crash in the middle of a checkpoint).</summary>
    private static bool HasLog(string file) =>
        new FileInfo(file + "-wal") is { Exists: true, Length: > 0 } || new FileInfo(file + "-journal") is { Exists: true, Length: > 0 };

    private static string Describe(uint application)
    {
        Span<byte> text = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(text, application);
        foreach (byte b in text)
        {
            if (b is < 0x20 or > 0x7e)
                return "0x" + application.ToString("x8", CultureInfo.InvariantCulture);
        }

        return "'" + Encoding.ASCII.GetString(text) + "'";
    }

    /// <summary>The connection that writes: tables present and checked, write-ahead log, every commit synced.</summary>
    public static SqliteConnection OpenWriter(SqliteOptions options)
    {
        SqliteConnection connection = Connect(options, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Execute(connection, Pragma("busy_timeout", (long)options.BusyTimeout.TotalMilliseconds));
            Prepare(connection, options.File);
            string mode = Convert.ToString(Scalar(connection, "PRAGMA journal_mode=WAL"), CultureInfo.InvariantCulture) ?? "";
            if (mode != "wal")
                throw new EventStoreException(EventStoreFault.Unusable, options.File,
                    $"{options.File}: the file system does not support SQLite's write-ahead log; use a local disk.");
            Execute(connection, "PRAGMA synchronous=FULL");
            Execute(connection, Pragma("wal_autocheckpoint", options.CheckpointPages));
            if (options.MaxPages > 0)
                Execute(connection, Pragma("max_page_count", options.MaxPages));
            if (new FileInfo(options.File).Length <= options.WholeCheckBytes)
                CheckWhole(connection, options.File);
            return connection;
        }
        catch (Exception e) when (e is SqliteException or EventStoreException)
        {
            connection.Dispose();
            throw SqliteErrors.From(options.File, e);
        }
    }

    public static SqliteConnection OpenReader(SqliteOptions options)
    {
        SqliteConnection connection = Connect(options, SqliteOpenMode.ReadOnly);
        Execute(connection, Pragma("busy_timeout", (long)options.BusyTimeout.TotalMilliseconds));
        return connection;
    }

    private static SqliteConnection Connect(SqliteOptions options, SqliteOpenMode mode)
    {
        SQLitePCL.Batteries_V2.Init();
        var builder = new SqliteConnectionStringBuilder
        {
            DataSource = options.File,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        };
        var connection = new SqliteConnection(builder.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteErrors.From(options.File, e);
        }
    }

    private static void Prepare(SqliteConnection connection, string file)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        long application = (long)(Scalar(connection, "PRAGMA application_id", transaction) ?? 0L);
        long tables = (long)(Scalar(connection, "SELECT count(*) FROM sqlite_master", transaction) ?? 0L);
        if (application != SqliteSchema.ApplicationId && tables > 0)
            CheckColumns(connection, transaction, file);
        Execute(connection, SqliteSchema.Create, transaction);
        CheckColumns(connection, transaction, file);
        Execute(connection, Pragma("application_id", SqliteSchema.ApplicationId), transaction);
        Execute(connection, Pragma("user_version", SqliteSchema.UserVersion), transaction);
        transaction.Commit();
    }

    private static void CheckColumns(SqliteConnection connection, SqliteTransaction transaction, string file)
    {
        foreach ((string table, string[] columns) in SqliteSchema.Required)
        {
            foreach (string column in columns)
            {
                string sql = $"SELECT count(*) FROM pragma_table_info('{table}') WHERE name='{column}'";
                if ((long)(Scalar(connection, sql, transaction) ?? 0L) == 0)
                    throw SqliteErrors.OtherProgram(file, $"it has no column {table}.{column}");
            }
        }
    }

    private static void CheckWhole(SqliteConnection connection, string file)
    {
        string verdict = Convert.ToString(Scalar(connection, "PRAGMA quick_check(1)"), CultureInfo.InvariantCulture) ?? "";
        if (verdict != "ok")
            throw SqliteErrors.Corrupt(file, verdict.ReplaceLineEndings(" ").Trim());
    }

    private static string Pragma(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"PRAGMA {name}={value}");

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }
}
