using Microsoft.Data.Sqlite;

namespace AkkaFederation.Engine.Persistence;

/// <summary>The statements of the writing connection. Used by the writer's thread alone.</summary>
internal sealed class SqliteWrites : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _highest;
    private readonly SqliteStatement _markDeleted;
    private readonly SqliteStatement _dropDeleted;
    private readonly SqliteStatement _saveSnapshot;
    private readonly SqliteStatement _deleteSnapshots;
    private long _ordering;

    public SqliteWrites(SqliteConnection connection, string file)
    {
        _connection = connection;
        SqliteStatement Prepare(string sql) => new(connection, file, sql);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _insert = Prepare("INSERT INTO journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, tags, writer_uuid) VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        _highest = Prepare("SELECT max(sequence_number) FROM journal WHERE persistence_id=?1");
        _markDeleted = Prepare("UPDATE journal SET deleted=1 WHERE persistence_id=?1 AND sequence_number<=?2 AND deleted=0");
        _dropDeleted = Prepare("DELETE FROM journal WHERE persistence_id=?1 AND sequence_number<=?2 AND deleted=1 AND sequence_number<(SELECT max(sequence_number) FROM journal WHERE persistence_id=?1)");
        _saveSnapshot = Prepare("INSERT OR REPLACE INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _deleteSnapshots = Prepare("DELETE FROM snapshot WHERE persistence_id=?1 AND sequence_number BETWEEN ?2 AND ?3 AND created BETWEEN ?4 AND ?5");
        using SqliteStatement last = Prepare("SELECT max(ordering) FROM journal");
        _ordering = last.ExecuteScalar() ?? 0;
    }

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    /// <summary>SQLite has rolled back by itself after some errors; then there is nothing left to do.</summary>
    public void RollbackIfOpen()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            _rollback.Execute();
    }

    public void Insert(in EventRow row) => _insert
        .Bind(1, ++_ordering)
        .Bind(2, row.Created)
        .Bind(3, row.PersistenceId)
        .Bind(4, row.SequenceNr)
        .Bind(5, row.Message)
        .Bind(6, row.Manifest)
        .Bind(7, row.SerializerId)
        .Bind(8, row.Tags)
        .Bind(9, row.WriterUuid)
        .Execute();

    public long HighestSequenceNr(string persistenceId) => _highest.Bind(1, persistenceId).ExecuteScalar() ?? 0;

    /// <summary>The highest row stays, marked: it is the memory of how far the id has come.</summary>
    public void DeleteEvents(string persistenceId, long toSequenceNr)
    {
        _markDeleted.Bind(1, persistenceId).Bind(2, toSequenceNr).Execute();
        _dropDeleted.Bind(1, persistenceId).Bind(2, toSequenceNr).Execute();
    }

    public void SaveSnapshot(SnapshotRow row) => _saveSnapshot
        .Bind(1, row.PersistenceId)
        .Bind(2, row.SequenceNr)
        .Bind(3, row.Created)
        .Bind(4, row.Snapshot)
        .Bind(5, row.Manifest)
        .Bind(6, row.SerializerId)
        .Execute();

    public void DeleteSnapshots(string persistenceId, in SnapshotRange range) => _deleteSnapshots
        .Bind(1, persistenceId)
        .Bind(2, range.MinSequenceNr)
        .Bind(3, range.MaxSequenceNr)
        .Bind(4, range.MinCreated)
        .Bind(5, range.MaxCreated)
        .Execute();

    public void Dispose()
    {
        foreach (SqliteStatement s in (SqliteStatement[])[_begin, _commit, _rollback, _insert, _highest, _markDeleted, _dropDeleted, _saveSnapshot, _deleteSnapshots])
            s.Dispose();
        _connection.Dispose();
    }
}
