#nullable disable
using Akka.Configuration;

namespace AkkaFederation.Engine.Persistence;

/// <summary>The plugin <c>akka.persistence.journal.wal</c>.</summary>
internal sealed class WalWriteJournal(Config config) : StoreWriteJournal(config);

/// <summary>The plugin <c>akka.persistence.snapshot-store.wal</c>.</summary>
internal sealed class WalSnapshotStore(Config config) : StoreSnapshotStore(config);
