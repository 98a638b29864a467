#nullable disable
using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaFederation.Engine;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, made on first use from the section of the configuration that names them.</summary>
public sealed class Dispatchers
{
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";
    public const string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";
    public const string SynchronizedDispatcherId = "akka.actor.synchronized-dispatcher";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new();

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        _system = system;
        Prerequisites = prerequisites;
    }

    public IDispatcherPrerequisites Prerequisites { get; }

    public Config DefaultDispatcherConfig => _system.Settings.Config.GetConfig(DefaultDispatcherId);

    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    public MessageDispatcher Lookup(string dispatcherName) => Configurator(dispatcherName).Dispatcher();

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || _system.Settings.Config.HasPath(id);

    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) =>
        _configurators.TryAdd(id, configurator);

    internal void ShutDown()
    {
        foreach (MessageDispatcherConfigurator configurator in _configurators.Values)
            (configurator as BuiltInDispatcherConfigurator)?.ShutDown();
    }

    private MessageDispatcherConfigurator Configurator(string id) => _configurators.GetOrAdd(id, Create);

    private MessageDispatcherConfigurator Create(string id)
    {
        Config config = _system.Settings.Config.GetConfig(id)
            ?? throw new ConfigurationException($"Dispatcher [{id}] not configured for path");
        string type = config.GetString("type", "Dispatcher");
        EngineEnvironment environment = ((Akka.Actor.Internal.ActorSystemImpl)_system).Environment;
        switch (type)
        {
            case "Dispatcher" or "TaskDispatcher" or "ChannelDispatcher" or "SynchronizedDispatcher":
                return new BuiltInDispatcherConfigurator(config, Prerequisites, id, environment, threads: 0, perActor: false);
            case "ForkJoinDispatcher":
                return new BuiltInDispatcherConfigurator(config, Prerequisites, id, environment, config.GetInt("dedicated-thread-pool.thread-count", 1), perActor: false);
            case "PinnedDispatcher":
                return new BuiltInDispatcherConfigurator(config, Prerequisites, id, environment, threads: 1, perActor: true);
            default:
                Type configurator = TypeNames.Find(type)
                    ?? throw new ConfigurationException($"Key '{id}.type': no dispatcher type '{type}'");
                return (MessageDispatcherConfigurator)Activator.CreateInstance(configurator, config, Prerequisites);
        }
    }
}

/// <summary>The dispatchers that the engine brings along: one for all who ask, or one thread for each actor.</summary>
internal sealed class BuiltInDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly string _id;
    private readonly EngineEnvironment _environment;
    private readonly int _threads;
    private readonly Lazy<MessageDispatcher> _shared;
    private readonly ConcurrentQueue<MessageDispatcher> _made = new();

    public BuiltInDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites, string id, EngineEnvironment environment, int threads, bool perActor)
        : base(config, prerequisites)
    {
        _id = id;
        _environment = environment;
        _threads = threads;
        _shared = perActor ? null : new Lazy<MessageDispatcher>(Make);
    }

    public override MessageDispatcher Dispatcher() => _shared?.Value ?? Make();

    public void ShutDown()
    {
        while (_made.TryDequeue(out MessageDispatcher dispatcher))
            dispatcher.ShutDownNow();
    }

    private MessageDispatcher Make()
    {
        TimeSpan deadline = Config.GetTimeSpan("throughput-deadline-time", TimeSpan.Zero);
        var dispatcher = new Dispatcher(
            this,
            _id,
            Config.GetInt("throughput", 30),
            deadline > TimeSpan.Zero ? deadline.Ticks : null,
            new Factory(_environment, _threads),
            Config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1)));
        _made.Enqueue(dispatcher);
        return dispatcher;
    }

    private sealed class Factory(EngineEnvironment environment, int threads) : ExecutorServiceFactory
    {
        public override ExecutorService Produce(string id) => environment.CreateExecutor(id, threads);
    }
}
