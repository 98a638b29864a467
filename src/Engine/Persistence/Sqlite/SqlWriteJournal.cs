#nullable disable
using Akka.Configuration;
using AkkaFederation.Engine.Persistence;

namespace Akka.Persistence.Sql.Journal;

/// <summary>The journal in SQLite, by the name that it has in Akka.Persistence.Sql.</summary>
internal sealed class SqlWriteJournal(Config config) : StoreWriteJournal(config);
