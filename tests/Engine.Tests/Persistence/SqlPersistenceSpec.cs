using Akka.Configuration;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

/// <summary>The conformance tests of persistence once more, with journal and snapshots in a SQLite file.</summary>
public abstract partial class PersistenceSpec : Akka.TestKit.Xunit2.TestKit
{
    private readonly DirectoryInfo _folder;

    protected PersistenceSpec(ITestOutputHelper output)
        : this(Directory.CreateTempSubdirectory("sql-conformance-"), output)
    {
    }

    private PersistenceSpec(DirectoryInfo folder, ITestOutputHelper output)
        : base(Plugins(folder), "persistence", output) => _folder = folder;

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Delete(recursive: true);
    }

    private static Config Plugins(DirectoryInfo folder) => ConfigurationFactory.ParseString($$"""
        akka.persistence {
          journal { plugin = "akka.persistence.journal.sql", sql.connection-string = "Data Source={{folder.FullName}}/node.db", wal { dir = "{{folder.FullName}}/journal", segment-size = 64KiB } }
          snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql.connection-string = "Data Source={{folder.FullName}}/node.db" }
        }
        """).WithFallback(FailingPlugins);
}
