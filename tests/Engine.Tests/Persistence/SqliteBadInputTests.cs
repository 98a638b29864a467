using AkkaFederation.Engine.Persistence;
using Microsoft.Data.Sqlite;
using static Engine.Tests.Persistence.StoreExtensions;

namespace Engine.Tests.Persistence;

/// <summary>A file that cannot be used is refused in one clear line and stays as it was.</summary>
public sealed class SqliteBadInputTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        File.WriteAllText(_folder.Database, "name,age\nalice,7\n" + new string('x', 200));
        Refused(EventStoreFault.Foreign, "is not a SQLite database");
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        Sql("CREATE TABLE contacts (name TEXT); INSERT INTO contacts VALUES ('alice')");
        Refused(EventStoreFault.Foreign, "another program");
    }

    [Fact]
    public void A_database_with_another_application_id_is_refused_and_left_alone()
    {
        Sql("PRAGMA application_id=0x47504B47; CREATE TABLE t (x)");
        Refused(EventStoreFault.Foreign, "'GPKG'");
    }

    [Fact]
    public void A_database_with_a_journal_table_of_other_columns_is_refused_and_left_alone()
    {
        Sql("CREATE TABLE journal (ordering INTEGER PRIMARY KEY, payload BLOB)");
        Refused(EventStoreFault.Foreign, "journal.created");
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        _folder.Open().Dispose();
        Sql("PRAGMA user_version=2; PRAGMA wal_checkpoint(TRUNCATE)");
        Refused(EventStoreFault.Foreign, "newer");
    }

    [Fact]
    public async Task A_database_of_Akka_Persistence_Sql_is_adopted()
    {
        Sql("""
            CREATE TABLE journal (ordering INTEGER PRIMARY KEY AUTOINCREMENT, deleted BIT NOT NULL, persistence_id NVARCHAR(255) NOT NULL,
                sequence_number BIGINT NOT NULL, created BIGINT NOT NULL, tags NVARCHAR(4000) NULL, message VARBINARY NOT NULL,
                identifier INT NULL, manifest NVARCHAR(500) NULL, writer_uuid NVARCHAR(128) NULL);
            CREATE TABLE snapshot (persistence_id NVARCHAR(255) NOT NULL, sequence_number BIGINT NOT NULL, created BIGINT NOT NULL,
                snapshot VARBINARY NOT NULL, manifest NVARCHAR(500) NULL, serializer_id INT NULL, PRIMARY KEY (persistence_id, sequence_number));
            INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest) VALUES (0, 'a', 1, 5, x'01', 1, 'm');
            """);
        using SqliteEventStore store = _folder.Open();
        await store.AppendAsync(Event("a", 2));
        Assert.Equal([1, 2], (await store.ReadAsync("a")).Select(r => r.SequenceNr));
    }

    [Fact]
    public async Task A_database_cut_short_is_refused_and_left_alone()
    {
        await Fill();
        using (FileStream file = File.OpenWrite(_folder.Database))
            file.SetLength(file.Length - 5000);
        Refused(EventStoreFault.Corrupt, "damaged");
    }

    [Fact]
    public async Task A_database_with_a_torn_page_is_refused()
    {
        await Fill();
        Tear();
        Refused(EventStoreFault.Corrupt, "damaged", untouched: false);
    }

    [Fact]
    public async Task A_torn_page_that_the_start_did_not_look_at_fails_the_replay_clearly()
    {
        await Fill();
        Tear();
        using var store = SqliteEventStore.Open(_folder.Options with { WholeCheckBytes = 0 });
        EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(() => store.ReadAsync("a"));
        Assert.Equal(EventStoreFault.Corrupt, error.Fault);
        Assert.Contains("restore it from a back-up", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_cut_off_is_refused()
    {
        File.WriteAllBytes(_folder.Database, [.. "SQLite format 3\0"u8, 0x10, 0]);
        Refused(EventStoreFault.Corrupt, "cut off");
    }

    [Fact]
    public async Task A_torn_end_of_the_write_ahead_log_loses_nothing_committed_before_it()
    {
        string copy = Path.Combine(_folder.Path, "copy.db");
        using (SqliteEventStore store = _folder.Open())
        {
            await store.AppendAsync(Event("a", 1));
            await store.AppendAsync(Event("a", 2));
            long durable = new FileInfo(_folder.Database + "-wal").Length;
            await store.AppendAsync(Event("a", 3));
            File.Copy(_folder.Database, copy);
            byte[] log = File.ReadAllBytes(_folder.Database + "-wal");
            File.WriteAllBytes(copy + "-wal", log[..(int)(durable + ((log.Length - durable) / 2))]);
        }

        using var torn = SqliteEventStore.Open(_folder.Options with { File = copy });
        Assert.Equal(2, await torn.HighestSequenceNrAsync("a"));
        Assert.Equal([1, 2], (await torn.ReadAsync("a")).Select(r => r.SequenceNr));
    }

    [Fact]
    public void A_second_owner_is_refused()
    {
        using SqliteEventStore first = _folder.Open();
        EventStoreException error = Assert.Throws<EventStoreException>(_folder.Open);
        Assert.Equal(EventStoreFault.Locked, error.Fault);
        Assert.Contains("in use by another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_held_by_a_foreign_tool_is_reported()
    {
        _folder.Open().Dispose();
        using var other = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        other.Open();
        using SqliteTransaction transaction = other.BeginTransaction(deferred: false);
        EventStoreException error = Assert.Throws<EventStoreException>(
            () => SqliteEventStore.Open(_folder.Options with { BusyTimeout = TimeSpan.FromMilliseconds(1) }));
        Assert.Equal(EventStoreFault.Locked, error.Fault);
    }

    [Fact]
    public void A_path_that_cannot_hold_a_database_is_refused()
    {
        string missing = Path.Combine(_folder.Path, "no", "such", "folder", "node.db");
        Assert.Contains("the folder does not exist", Error(missing).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", Error(_folder.Path).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Fingerprint());
    }

    [Theory]
    [InlineData("Data Source=:memory:", "names no file")]
    [InlineData("", "names no file")]
    [InlineData("Nonsense=1", "is not valid")]
    [InlineData("Data Source=x.db;Mode=ReadOnly", "Mode=ReadOnly")]
    public void A_connection_string_that_keeps_nothing_is_refused(string connectionString, string expected)
    {
        EventStoreException error = Assert.Throws<EventStoreException>(() => SqliteOptions.FromConnectionString("some.key", connectionString));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.StartsWith("some.key", StringComparison.Ordinal) || error.Fault == EventStoreFault.ReadOnly, error.Message);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        // The process file system of Linux accepts no files, whoever asks.
        if (!OperatingSystem.IsLinux())
            return;
        EventStoreException error = Error("/proc/node.db");
        Assert.Contains("/proc/node.db", error.Message, StringComparison.Ordinal);
        Assert.True(error.Fault is EventStoreFault.ReadOnly or EventStoreFault.Unusable, error.Message);
    }

    private static EventStoreException Error(string file) =>
        Assert.Throws<EventStoreException>(() => SqliteEventStore.Open(new SqliteOptions { File = file }));

    private void Refused(EventStoreFault fault, string expected, bool untouched = true)
    {
        SortedDictionary<string, string> before = _folder.Fingerprint();
        EventStoreException error = Error(_folder.Database);
        Assert.Equal(fault, error.Fault);
        Assert.StartsWith(_folder.Database, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        SortedDictionary<string, string> after = _folder.Fingerprint();
        after.Remove("node.db.lock");
        before.Remove("node.db.lock");
        if (untouched)
            Assert.Equal(before, after);
    }

    private async Task Fill()
    {
        using SqliteEventStore store = _folder.Open();
        for (int i = 1; i <= 50; i++)
            await store.AppendAsync(Event("a", i, new string('x', 1000)));
    }

    /// <summary>Overwrites a stretch of pages in the middle of the events: neither the schema nor the newest event.</summary>
    private void Tear()
    {
        using FileStream file = File.OpenWrite(_folder.Database);
        file.Position = file.Length / 2 / 4096 * 4096;
        file.Write(Enumerable.Repeat((byte)0xA5, 3 * 4096).ToArray());
    }

    private void Sql(string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
