using Akka.Configuration;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

/// <summary>The conformance tests of persistence, with journal and snapshots in a write-ahead journal.</summary>
public abstract partial class PersistenceSpec : Akka.TestKit.Xunit2.TestKit
{
    private readonly DirectoryInfo _folder;

    protected PersistenceSpec(ITestOutputHelper output)
        : this(Directory.CreateTempSubdirectory("wal-conformance-"), output)
    {
    }

    private PersistenceSpec(DirectoryInfo folder, ITestOutputHelper output)
        : base(Plugins(folder), "persistence", output) => _folder = folder;

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Delete(recursive: true);
    }

    // A disk that others use as well may take seconds for a write; nothing here is about how long one takes.
    private static Config Plugins(DirectoryInfo folder) => ConfigurationFactory.ParseString($$"""
        akka.test { single-expect-default = 20s, default-timeout = 20s }
        akka.persistence {
          journal { plugin = "akka.persistence.journal.wal", wal { dir = "{{folder.FullName}}/journal", segment-size = 64KiB } }
          snapshot-store { plugin = "akka.persistence.snapshot-store.wal", wal { dir = "{{folder.FullName}}/journal", segment-size = 64KiB } }
        }
        """).WithFallback(FailingPlugins);
}
