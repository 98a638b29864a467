#nullable disable
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The settings of a system, read once; the engine's defaults stand behind what the user configured.</summary>
public class Settings
{
    private readonly Config _userConfig;

    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _userConfig = config;
        Config = config.SafeWithFallback(ConfigurationFactory.Default());
        Home = Config.GetString("akka.home", "");
        ProviderSelectionType = setup.Get<BootstrapSetup>().FlatSelect(b => b.ActorRefProvider)
            .GetOrElse(ProviderSelection.Of(Config.GetString("akka.actor.provider", "local")));
        SupervisorStrategyClass = Config.GetString("akka.actor.guardian-supervisor-strategy");
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);
        CreationTimeout = Config.GetTimeSpan("akka.actor.creation-timeout");
        LogLevel = Config.GetString("akka.loglevel");
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel");
        StdoutLogger = MakeStdoutLogger(Config.GetString("akka.stdout-logger-class"));
        Loggers = Config.GetStringList("akka.loggers");
        LoggersDispatcher = Config.GetString("akka.loggers-dispatcher");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout");
        LoggerAsyncStart = Config.GetBoolean("akka.logger-async-start");
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogDeadLetters = ReadLogDeadLetters(Config.GetString("akka.log-dead-letters"));
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration = ReadSuspend(Config.GetString("akka.log-dead-letters-suspend-duration"));
        DebugAutoReceive = Config.GetBoolean("akka.actor.debug.autoreceive");
        DebugLifecycle = Config.GetBoolean("akka.actor.debug.lifecycle");
        DebugEventStream = Config.GetBoolean("akka.actor.debug.event-stream");
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");
        SchedulerClass = Config.GetString("akka.scheduler.implementation");
        SchedulerShutdownTimeout = Config.GetTimeSpan("akka.scheduler.shutdown-timeout");
        CoordinatedShutdownTerminateActorSystem = Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system");
        CoordinatedShutdownRunByActorSystemTerminate = Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate");
        if (CoordinatedShutdownRunByActorSystemTerminate && !CoordinatedShutdownTerminateActorSystem)
            throw new ConfigurationException("Key 'akka.coordinated-shutdown.run-by-actor-system-terminate' is on while 'akka.coordinated-shutdown.terminate-actor-system' is off: turn both on or the first one off");
    }

    public ActorSystem System { get; }

    public ActorSystemSetup Setup { get; }

    public Config Config { get; private set; }

    public string Home { get; }

    public ProviderSelection ProviderSelectionType { get; }

    public string ProviderClass => ProviderSelectionType.Fqn;

    public bool HasCluster => ProviderSelectionType.HasCluster;

    public string SupervisorStrategyClass { get; }

    public TimeSpan AskTimeout { get; }

    public TimeSpan CreationTimeout { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public MinimalLogger StdoutLogger { get; }

    public ILogMessageFormatter LogFormatter => DefaultLogMessageFormatter.Instance;

    public IList<string> Loggers { get; }

    public string LoggersDispatcher { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public bool LoggerAsyncStart { get; }

    public bool LogConfigOnStart { get; }

    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    public TimeSpan LogDeadLettersSuspendDuration { get; }

    public bool DebugAutoReceive { get; }

    public bool DebugLifecycle { get; }

    public bool DebugEventStream { get; }

    public bool DebugUnhandledMessage { get; }

    public string SchedulerClass { get; }

    public TimeSpan SchedulerShutdownTimeout { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <summary>Adds defaults of an extension behind everything that is there.</summary>
    public void InjectTopLevelFallback(Config config) => Config = Config.SafeWithFallback(config);

    public override string ToString() => Config.ToString();

    private static MinimalLogger MakeStdoutLogger(string typeName) =>
        (MinimalLogger)Activator.CreateInstance(TypeNames.Find(typeName)
            ?? throw new ConfigurationException($"Key 'akka.stdout-logger-class': no type '{typeName}'"));

    private static int ReadLogDeadLetters(string value) => value switch
    {
        "on" or "true" => int.MaxValue,
        "off" or "false" => 0,
        _ when int.TryParse(value, out int count) => count,
        _ => throw new ConfigurationException($"Key 'akka.log-dead-letters' must be on, off or a number, found '{value}'"),
    };

    private TimeSpan ReadSuspend(string value) => value == "infinite"
        ? Timeout.InfiniteTimeSpan
        : Config.GetTimeSpan("akka.log-dead-letters-suspend-duration");
}
