#nullable disable
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Journal;
using AkkaFederation.Engine.Persistence;

namespace Akka.Persistence;

/// <summary>A plugin that runs: its actor, its configuration and, for a journal, what changes events on their way.</summary>
internal sealed class PersistencePlugin
{
    private PersistencePlugin(ActorSystem system, string path, IActorRef @ref, Config config, EventAdapters adapters, IEventStore store)
    {
        Codec = new EventCodec(system);
        MaxMessageBatchSize = Math.Max(1, config.GetInt("max-message-batch-size", 200));
        RecoveryEventTimeout = config.GetTimeSpan("recovery-event-timeout", TimeSpan.FromSeconds(30));
        Path = path;
        Ref = @ref;
        Config = config;
        Adapters = adapters;
        Store = store;
    }

    public string Path { get; }

    public IActorRef Ref { get; }

    public Config Config { get; }

    public EventAdapters Adapters { get; }

    public EventCodec Codec { get; }

    /// <summary>Most envelopes in one message to the journal.</summary>
    public int MaxMessageBatchSize { get; }

    public TimeSpan RecoveryEventTimeout { get; }

    /// <summary>
    /// Set where the journal is a durable store of this engine: actors then submit their writes to it themselves, which
    /// saves two hops per write and serializes on the threads of the writers instead of one actor's.
    /// </summary>
    public IEventStore Store { get; }

    public static PersistencePlugin Start(ExtendedActorSystem system, string path, string fallbackPath)
    {
        Config all = system.Settings.Config;
        if (!all.HasPath(path))
            throw new ArgumentException($"There is no configuration of a persistence plugin at '{path}'.", nameof(path));
        Config config = all.GetConfig(path).WithFallback(all.GetConfig(fallbackPath));
        string className = config.GetString("class", string.Empty);
        if (string.IsNullOrEmpty(className))
            throw new ArgumentException($"{path}.class is not set: it names the type of the plugin.", nameof(path));
        Type type = PluginTypes.Find(className)
            ?? throw new ArgumentException($"{path}.class: there is no type '{className}'.", nameof(path));

        bool isJournal = typeof(WriteJournalBase).IsAssignableFrom(type);
        IEventStore store = typeof(IStoreJournal).IsAssignableFrom(type) ? EventStores.Get(system).Open(path, config) : null;
        EventAdapters adapters = isJournal ? EventAdapters.Create(system, config) : null;
        Props props = type.GetConstructor([typeof(Config)]) is null ? Props.Create(type) : Props.Create(type, config);
        IActorRef @ref = system.SystemActorOf(props.WithDispatcher(config.GetString("plugin-dispatcher", "")), path);
        return new PersistencePlugin(system, path, @ref, config, adapters, store);
    }
}

/// <summary>A journal that only fronts an <see cref="IEventStore"/>.</summary>
internal interface IStoreJournal;
