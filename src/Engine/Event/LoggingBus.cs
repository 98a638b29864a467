#nullable disable
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Event;

/// <summary>Carries log events to the loggers. Channels are types: a subscriber gets its type and all below it.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private readonly List<IActorRef> _loggers = [];
    private volatile int _level = (int)LogLevel.ErrorLevel;
    private MinimalLogger _stdout;

    public LogLevel LogLevel => (LogLevel)_level;

    /// <summary>Changes the level of all loggers while the system runs.</summary>
    public void SetLogLevel(LogLevel logLevel)
    {
        _level = (int)logLevel;
        foreach (IActorRef logger in _loggers)
            SubscribeFrom(logger, logLevel);
    }

    /// <summary>Logs to standard output until the loggers are up.</summary>
    public void StartStdoutLogger(Settings config)
    {
        LogLevel level = Logging.LogLevelFor(config.StdoutLogLevel);
        _level = (int)level;
        _stdout = config.StdoutLogger;
        SubscribeFrom(_stdout, level);
    }

    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        LogLevel level = Logging.LogLevelFor(system.Settings.LogLevel);
        int id = 0;
        foreach (string name in system.Settings.Loggers)
        {
            Type type = TypeNames.Find(name)
                ?? throw new ConfigurationException($"Key 'akka.loggers': logger specified in config cannot be found: \"{name}\"");
            if (type == typeof(StandardOutLogger))
                continue;
            StartLogger(system, type, level, $"log{++id}-{type.Name}");
        }

        _level = (int)level;
        bool stays = system.Settings.Loggers.Any(n => TypeNames.Find(n) == typeof(StandardOutLogger));
        if (stays)
            SubscribeFrom(_stdout, level);
        else
            Unsubscribe(_stdout);
    }

    // Once the loggers are about to stop, standard output is what is left.
    internal void StopDefaultLoggers(ActorSystem system)
    {
        if (_stdout is not null && _loggers.Count > 0)
        {
            _level = (int)Logging.LogLevelFor(system.Settings.StdoutLogLevel);
            SubscribeFrom(_stdout, LogLevel);
        }

        foreach (IActorRef logger in _loggers)
        {
            Unsubscribe(logger);
            (logger as IInternalActorRef)?.Stop();
        }

        _loggers.Clear();
    }

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override Type GetClassifier(object @event) => @event.GetType();

    private void StartLogger(ActorSystemImpl system, Type type, LogLevel level, string name)
    {
        IActorRef logger = system.SystemActorOf(Props.Create(type).WithDispatcher(system.Settings.LoggersDispatcher), name);
        Task<object> answer = logger.Ask(new InitializeLogger(this), system.Settings.LoggerStartTimeout);
        if (system.Environment.MayBlock && !system.Settings.LoggerAsyncStart)
            RequireStarted(answer, name);
        _loggers.Add(logger);
        SubscribeFrom(logger, level);
        Publish(new Debug(Logging.SimpleName(this), GetType(), $"Logger {name} [{type.Name}] started"));
    }

    private static void RequireStarted(Task<object> answer, string name)
    {
        object response;
        try
        {
            response = answer.GetAwaiter().GetResult();
        }
        catch (AskTimeoutException)
        {
            Akka.Util.StandardOutWriter.WriteLine($"Logger {name} did not respond within its start time-out, and is used all the same");
            return;
        }

        if (response is not LoggerInitialized)
            throw new LoggerInitializationException($"Logger {name} did not respond with LoggerInitialized, sent instead {response}");
    }

    private void SubscribeFrom(IActorRef logger, LogLevel level)
    {
        foreach (LogLevel each in Logging.AllLevels)
        {
            if (each >= level)
                Subscribe(logger, each.ClassFor());
            else
                Unsubscribe(logger, each.ClassFor());
        }
    }
}
