using Microsoft.Data.Sqlite;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// The node's durable memory on SQLite: one file, one writer with group commit, readers beside it. One process at a
/// time owns the file.
/// </summary>
internal sealed class SqliteEventStore : IEventStore, IDisposable
{
    private readonly StoreLock _lock;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    private SqliteEventStore(StoreLock @lock, SqliteWriter writer, SqliteReaders readers)
    {
        _lock = @lock;
        _writer = writer;
        _readers = readers;
    }

    public long Commits => _writer.Commits;

    /// <exception cref="EventStoreException">The file cannot be used; nothing was changed.</exception>
    public static SqliteEventStore Open(SqliteOptions options)
    {
        // A first owner's file is looked at before anything is put beside it. Once somebody may have it open the lock
        // comes first: closing a file of which this process holds POSIX locks elsewhere would drop those.
        bool first = !File.Exists(StoreLock.PathFor(options.File));
        if (first)
            SqliteFile.InspectHeader(options.File);
        StoreLock @lock = StoreLock.Acquire(options.File);
        SqliteConnection? connection = null;
        try
        {
            if (!first)
                SqliteFile.InspectHeader(options.File);
            connection = SqliteFile.OpenWriter(options);
            return new SqliteEventStore(@lock, new SqliteWriter(options, connection), new SqliteReaders(options));
        }
        catch (Exception)
        {
            connection?.Dispose();
            @lock.Dispose();
            throw;
        }
    }

    public void Append(EventAppend append) => _writer.Submit(new AppendRequest(append));

    public Task<long> HighestSequenceNrAsync(string persistenceId) => _writer.HighestSequenceNrAsync(persistenceId);

    public Task ReplayAsync(string persistenceId, long from, long to, long max, Action<EventRow> row) =>
        _readers.ReplayAsync(persistenceId, from, to, max, row);

    public Task DeleteEventsAsync(string persistenceId, long toSequenceNr) =>
        Write(w => w.DeleteEvents(persistenceId, toSequenceNr));

    public Task SaveSnapshotAsync(SnapshotRow row) => Write(w => w.SaveSnapshot(row));

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotRange range) =>
        _readers.LoadSnapshotAsync(persistenceId, range);

    public Task DeleteSnapshotsAsync(string persistenceId, SnapshotRange range) =>
        Write(w => w.DeleteSnapshots(persistenceId, range));

    public void Dispose()
    {
        // The writer goes last: the last connection copies the log into the database, and a reader could not.
        _readers.Dispose();
        _writer.Dispose();
        _lock.Dispose();
    }

    private Task Write(Action<SqliteWrites> work)
    {
        var request = new TaskRequest<bool>(
            w =>
            {
                work(w);
                return true;
            },
            writes: true);
        _writer.Submit(request);
        return request.Task;
    }
}
