using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace AkkaFederation.Engine.Persistence;

/// <summary>Replays and snapshot loads, each on a read connection of its own beside the writer (write-ahead log readers block nobody).</summary>
internal sealed class SqliteReaders(SqliteOptions options) : IDisposable
{
    private const string SelectEvents =
        "SELECT sequence_number, created, message, manifest, identifier, tags, writer_uuid FROM journal WHERE persistence_id=@id AND sequence_number BETWEEN @from AND @to AND deleted=0 ORDER BY sequence_number LIMIT @max";

    private const string SelectSnapshot =
        "SELECT sequence_number, created, snapshot, manifest, serializer_id FROM snapshot WHERE persistence_id=@id AND sequence_number BETWEEN @from AND @to AND created BETWEEN @since AND @until ORDER BY sequence_number DESC LIMIT 1";

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly SemaphoreSlim _slots = new(options.MaxReaders, options.MaxReaders);
    private volatile bool _closed;

    public Task ReplayAsync(string persistenceId, long from, long to, long max, Action<EventRow> row) =>
        ReadAsync(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = SelectEvents;
            command.Parameters.AddWithValue("@id", persistenceId);
            command.Parameters.AddWithValue("@from", from);
            command.Parameters.AddWithValue("@to", to);
            command.Parameters.AddWithValue("@max", max);
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
                row(EventAt(persistenceId, reader));
            return true;
        });

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotRange range) =>
        ReadAsync(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = SelectSnapshot;
            command.Parameters.AddWithValue("@id", persistenceId);
            command.Parameters.AddWithValue("@from", range.MinSequenceNr);
            command.Parameters.AddWithValue("@to", range.MaxSequenceNr);
            command.Parameters.AddWithValue("@since", range.MinCreated);
            command.Parameters.AddWithValue("@until", range.MaxCreated);
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? SnapshotAt(persistenceId, reader) : null;
        });

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out SqliteConnection? connection))
            connection.Dispose();
    }

    private async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read)
    {
        await _slots.WaitAsync();
        try
        {
            return await Task.Run(() => Read(read));
        }
        finally
        {
            _slots.Release();
        }
    }

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        if (_closed)
            throw SqliteErrors.Closed(options.File);
        SqliteConnection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection))
                connection = SqliteFile.OpenReader(options);
            T result = read(connection);
            Return(connection);
            return result;
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (e is SqliteException)
                throw SqliteErrors.From(options.File, e);
            throw;
        }
    }

    private void Return(SqliteConnection connection)
    {
        _idle.Add(connection);
        if (_closed)
            Dispose();
    }

    private static EventRow EventAt(string persistenceId, SqliteDataReader reader) => new(
        persistenceId,
        reader.GetInt64(0),
        reader.GetInt64(1),
        reader.GetFieldValue<byte[]>(2),
        reader.IsDBNull(3) ? "" : reader.GetString(3),
        reader.IsDBNull(4) ? 0 : reader.GetInt32(4),
        reader.IsDBNull(5) ? null : reader.GetString(5),
        reader.IsDBNull(6) ? "" : reader.GetString(6));

    private static SnapshotRow SnapshotAt(string persistenceId, SqliteDataReader reader) => new(
        persistenceId,
        reader.GetInt64(0),
        reader.GetInt64(1),
        reader.GetFieldValue<byte[]>(2),
        reader.IsDBNull(3) ? "" : reader.GetString(3),
        reader.IsDBNull(4) ? 0 : reader.GetInt32(4));
}
