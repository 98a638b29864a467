#nullable disable
using Akka.Actor;
using Akka.Event;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Puts another store in the place of the machine's, e.g. one on simulated disks. Given by a connection string, or by the
/// folder of a write-ahead journal.
/// </summary>
internal sealed class EventStoreSetup : Setup
{
    public EventStoreSetup(Func<string, IEventStore> open) => Open = open;

    public Func<string, IEventStore> Open { get; }
}

/// <summary>
/// The stores of an actor system, one per file, shared by journals and snapshot stores. A store that cannot be opened
/// becomes one that fails every request with the reason, so that a recovering actor is told at once.
/// </summary>
internal sealed class EventStores : ExtensionIdProvider<EventStores.Extension>
{
    private static readonly EventStores Id = new();

    public static new Extension Get(ActorSystem system) => Id.Apply(system);

    public override Extension CreateExtension(ExtendedActorSystem system) => new(system);

    internal sealed class Extension : IExtension
    {
        private readonly Dictionary<string, IEventStore> _stores = new(StringComparer.Ordinal);
        private readonly Dictionary<string, FailedEventStore> _failed = new(StringComparer.Ordinal);
        private readonly ActorSystem _system;
        private bool _closed;

        public Extension(ExtendedActorSystem system)
        {
            _system = system;
            system.RegisterOnTermination(Close);
        }

        /// <summary>For a plugin. A store that failed once stays failed for this system: its actors have been told.</summary>
        public IEventStore Open(string path, Config config)
        {
            string place = PlaceOf(config);
            lock (_stores)
            {
                if (_failed.TryGetValue(place, out FailedEventStore known))
                    return known;
                try
                {
                    return OpenOrThrow(path, config);
                }
                catch (EventStoreException e)
                {
                    _system.Log.Error(e, "{0}", e.Message);
                    return _failed[place] = new FailedEventStore(e);
                }
            }
        }

        /// <exception cref="EventStoreException">The store cannot be used; nothing was changed.</exception>
        public IEventStore OpenOrThrow(string path, Config config)
        {
            string place = PlaceOf(config);
            Func<string, IEventStore> simulated = _system.Settings.Setup.Get<EventStoreSetup>() is { HasValue: true } setup ? setup.Value.Open : null;
            (string key, Func<IEventStore> open) = simulated is not null ? (place, () => simulated(place))
                : IsWal(config) ? Wal(path, config)
                : Sqlite(path, config);
            lock (_stores)
            {
                ObjectDisposedException.ThrowIf(_closed, _system);
                if (_failed.TryGetValue(place, out FailedEventStore failed))
                    throw failed.Reason;
                if (!_stores.TryGetValue(key, out IEventStore store))
                    _stores.Add(key, store = open());
                return store;
            }
        }

        private static (string Key, Func<IEventStore> Open) Sqlite(string path, Config config)
        {
            string provider = config.GetString("provider-name", "SQLite.MS");
            if (!provider.StartsWith("SQLite", StringComparison.Ordinal))
                throw new EventStoreException(EventStoreFault.Unusable, "", $"{path}.provider-name '{provider}' is not known to this engine: use SQLite.MS.");
            var options = SqliteOptions.FromConnectionString($"{path}.connection-string", config.GetString("connection-string", string.Empty));
            return (options.File, () => SqliteEventStore.Open(options));
        }

        private static (string Key, Func<IEventStore> Open) Wal(string path, Config config)
        {
            var options = new WalOptions
            {
                Folder = WalEventStore.FolderOf($"{path}.dir", config.GetString("dir", string.Empty)),
                SegmentSize = WalEventStore.SegmentSizeOf($"{path}.segment-size", config.GetByteSize("segment-size") ?? WalOptions.UsualSegment),
            };
            return (options.Folder, () => WalEventStore.Open(options));
        }

        // A plugin that knows a folder keeps a journal of ours in it.
        private static bool IsWal(Config config) => config.HasPath("dir");

        private static string PlaceOf(Config config) => IsWal(config) ? config.GetString("dir", string.Empty) : config.GetString("connection-string", string.Empty);

        private void Close()
        {
            lock (_stores)
            {
                _closed = true;
                foreach (IEventStore store in _stores.Values)
                    (store as IDisposable)?.Dispose();
                _stores.Clear();
            }
        }
    }
}
