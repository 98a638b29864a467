#nullable disable
using Akka.Configuration;
using AkkaFederation.Engine.Persistence;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>Snapshots in SQLite, by the name that they have in Akka.Persistence.Sql.</summary>
internal sealed class SqlSnapshotStore(Config config) : StoreSnapshotStore(config);
