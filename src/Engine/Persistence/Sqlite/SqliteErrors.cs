using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkkaFederation.Engine.Persistence;

/// <summary>One line for an operator out of what SQLite or the file system said.</summary>
internal static class SqliteErrors
{
    public static EventStoreException From(string file, Exception e) => e switch
    {
        EventStoreException known => known,
        SqliteException s => FromCode(file, s.SqliteErrorCode, s.SqliteExtendedErrorCode, s),
        UnauthorizedAccessException => ReadOnly(file, e),
        DirectoryNotFoundException => NoFolder(file, e),
        _ => new EventStoreException(EventStoreFault.Disk, file, $"{file}: {e.Message}", e),
    };

    /// <summary>For a result code of the C API; null inner is possible there.</summary>
    public static EventStoreException FromCode(string file, int code, int extended, Exception? inner = null) => code switch
    {
        raw.SQLITE_CORRUPT => Corrupt(file, "SQLite reports a malformed database image", inner),
        raw.SQLITE_NOTADB => NotADatabase(file, inner),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Locked(file, inner),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => ReadOnly(file, inner),
        raw.SQLITE_CANTOPEN => CannotOpen(file, inner),
        raw.SQLITE_FULL => new EventStoreException(EventStoreFault.Full, file,
            $"{file}: no space is left for the database; free space on its device and restart.", inner),
        raw.SQLITE_CONSTRAINT => new EventStoreException(EventStoreFault.Rejected, file,
            $"{file}: a sequence number was written twice; make sure that no two actors share a persistence id.", inner),
        _ => new EventStoreException(EventStoreFault.Disk, file,
            $"{file}: SQLite error {code}/{extended} ({raw.sqlite3_errstr(code).utf8_to_string()}); check the disk, then restart.", inner),
    };

    public static EventStoreException NotADatabase(string file, Exception? inner = null) => new(EventStoreFault.Foreign, file,
        $"{file} is not a SQLite database; move it away or point the connection string elsewhere.", inner);

    public static EventStoreException OtherProgram(string file, string what) => new(EventStoreFault.Foreign, file,
        $"{file} belongs to another program ({what}); point the connection string to a file of its own.");

    public static EventStoreException Newer(string file, long version, long known) => new(EventStoreFault.Foreign, file,
        $"{file} has layout version {version}, this program knows up to {known}; use the newer program.");

    public static EventStoreException Corrupt(string file, string what, Exception? inner = null) => new(EventStoreFault.Corrupt, file,
        $"{file} is damaged ({what}); restore it from a back-up, or move it away to start empty.", inner);

    public static EventStoreException Locked(string file, Exception? inner = null) => new(EventStoreFault.Locked, file,
        $"{file} is in use by another process; stop that process or use another file.", inner);

    public static EventStoreException ReadOnly(string file, Exception? inner = null) => new(EventStoreFault.ReadOnly, file,
        $"{file} or its folder cannot be written; grant write permission or use another file.", inner);

    public static EventStoreException NoFolder(string file, Exception? inner = null) => new(EventStoreFault.Unusable, file,
        $"{file}: the folder does not exist; create it or change the connection string.", inner);

    public static EventStoreException CannotOpen(string file, Exception? inner = null) => new(EventStoreFault.Unusable, file,
        $"{file} cannot be opened; check that it is a file and that its folder can be written.", inner);

    public static EventStoreException Closed(string file) => new(EventStoreFault.Stopped, file,
        $"{file}: the store is closed.");

    public static EventStoreException Halted(string file, Exception cause) => new(EventStoreFault.Stopped, file,
        $"{file}: no more writes after a disk error ({cause.Message}) Restart when the cause is removed.", cause);

    public static EventStoreException GapBefore(string file, string persistenceId, Exception cause) => new(EventStoreFault.Stopped, file,
        $"{file}: an earlier write of '{persistenceId}' failed ({cause.Message}) Later ones are refused until it has recovered.", cause);

    /// <summary>After these the content on disk is in doubt, so nothing more may be acknowledged.</summary>
    public static bool IsFatal(EventStoreException e) =>
        e.Fault is EventStoreFault.Disk or EventStoreFault.Corrupt or EventStoreFault.Foreign;
}
