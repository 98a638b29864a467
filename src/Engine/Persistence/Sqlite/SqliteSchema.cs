namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// The tables, with the default names and columns of Akka.Persistence.Sql, so that a node can change engines and keep
/// its database. Two pragmas remember whose file it is.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>"AKFD" in the database header (offset 68).</summary>
    public const int ApplicationId = 0x414B4644;

    /// <summary>Layout version in the database header (offset 60).</summary>
    public const int UserVersion = 1;

    public const string Create = """
        CREATE TABLE IF NOT EXISTS journal (
            ordering INTEGER NOT NULL PRIMARY KEY,
            created BIGINT NOT NULL,
            deleted BIT NOT NULL DEFAULT 0,
            persistence_id NVARCHAR(255) NOT NULL,
            sequence_number BIGINT NOT NULL,
            message BLOB NOT NULL,
            manifest NVARCHAR(500) NULL,
            identifier INTEGER NULL,
            tags NVARCHAR(4096) NULL,
            writer_uuid NVARCHAR(128) NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        CREATE TABLE IF NOT EXISTS journal_metadata (
            persistence_id NVARCHAR(255) NOT NULL,
            sequence_number BIGINT NOT NULL,
            PRIMARY KEY (persistence_id, sequence_number));
        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id NVARCHAR(255) NOT NULL,
            sequence_number BIGINT NOT NULL,
            created BIGINT NOT NULL,
            snapshot BLOB NOT NULL,
            manifest NVARCHAR(500) NULL,
            serializer_id INTEGER NULL,
            PRIMARY KEY (persistence_id, sequence_number));
        """;

    /// <summary>What a table must have for the store to use a database that it did not create.</summary>
    public static readonly (string Table, string[] Columns)[] Required =
    [
        ("journal", ["ordering", "created", "deleted", "persistence_id", "sequence_number", "message", "manifest", "identifier", "tags", "writer_uuid"]),
        ("snapshot", ["persistence_id", "sequence_number", "created", "snapshot", "manifest", "serializer_id"]),
    ];
}
