using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;
using LogLevel = Akka.Event.LogLevel;

namespace AkkaFederation.Hosting;

/// <summary>
/// Writes an actor system's log into Microsoft.Extensions.Logging. Configured by name in <c>akka.loggers</c>; the
/// factory comes through <see cref="LoggingSetup"/>. Category is the class that logs; the path of the actor is the
/// parameter <c>Source</c>.
/// </summary>
public sealed class ExtensionsLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly ILoggerFactory _factory;
    private readonly Dictionary<Type, ILogger> _loggers = [];

    /// <summary>Made by the actor system.</summary>
    public ExtensionsLogger()
    {
        var setup = Context.System.Settings.Setup.Get<LoggingSetup>();
        if (!setup.HasValue) throw new FederationStartException("ExtensionsLogger is configured and no LoggingSetup was given; add one to the actor system's setup.");
        _factory = setup.Value.Factory;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    private void Write(LogEvent e)
    {
        var logger = LoggerOf(e.LogClass ?? typeof(ActorSystem));
        var level = LevelOf(e.LogLevel());
        if (!logger.IsEnabled(level)) return;
        var cause = e.Cause is null ? null : new EscapedException(e.Cause);
        EngineLog.Event(logger, level, LogText.Escape(e.Message?.ToString() ?? ""), LogText.Escape(e.LogSource ?? ""), cause);
    }

    // As many as there are classes that log.
    private ILogger LoggerOf(Type type)
    {
        if (_loggers.TryGetValue(type, out var logger)) return logger;
        return _loggers[type] = _factory.CreateLogger(type.FullName ?? type.Name);
    }

    private static Microsoft.Extensions.Logging.LogLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => Microsoft.Extensions.Logging.LogLevel.Debug,
        LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        _ => Microsoft.Extensions.Logging.LogLevel.Error,
    };
}
