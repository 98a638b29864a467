using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// A prepared statement kept for the life of its connection. Goes to the C API directly: a commit of several thousand
/// events spends its time here, and ADO.NET parameter objects would double it.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly string _file;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string file, string sql)
    {
        _file = file;
        _database = connection.Handle ?? throw SqliteErrors.Closed(file);
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, byte[] value)
    {
        Check(value.Length == 0
            ? raw.sqlite3_bind_zeroblob(_statement, index, 0)
            : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Runs to the end; for statements that return no rows.</summary>
    public void Execute()
    {
        int code = raw.sqlite3_step(_statement);
        int extended = raw.sqlite3_extended_errcode(_database);
        raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE && code != raw.SQLITE_ROW)
            throw SqliteErrors.FromCode(_file, code & 0xff, extended);
    }

    /// <summary>First column of the first row; null if there is none or it is NULL.</summary>
    public long? ExecuteScalar()
    {
        int code = raw.sqlite3_step(_statement);
        long? value = code == raw.SQLITE_ROW && raw.sqlite3_column_type(_statement, 0) != raw.SQLITE_NULL
            ? raw.sqlite3_column_int64(_statement, 0)
            : null;
        int extended = raw.sqlite3_extended_errcode(_database);
        raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE && code != raw.SQLITE_ROW)
            throw SqliteErrors.FromCode(_file, code & 0xff, extended);
        return value;
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw SqliteErrors.FromCode(_file, code & 0xff, raw.sqlite3_extended_errcode(_database));
    }
}
