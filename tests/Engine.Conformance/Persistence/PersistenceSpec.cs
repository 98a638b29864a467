using Akka.Configuration;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

/// <summary>A system with journal and snapshots in memory, and the plugins of this folder that fail on demand.</summary>
public abstract partial class PersistenceSpec(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit(Plugins, "persistence", output)
{
    private static Config Plugins => ConfigurationFactory.ParseString($$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.inmem"
            adapted {
              class = "Akka.Persistence.Journal.MemoryJournal, Akka.Persistence"
              plugin-dispatcher = "akka.actor.default-dispatcher"
              event-adapters { upper = "{{NameOf<UpperCaseAdapter>()}}" }
              event-adapter-bindings { "System.String" = upper }
            }
          }
          snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """).WithFallback(FailingPlugins);
}
