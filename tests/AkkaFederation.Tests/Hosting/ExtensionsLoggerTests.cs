using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using AkkaFederation.Hosting;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace AkkaFederation.Tests.Hosting;

public sealed class ExtensionsLoggerTests : IAsyncLifetime, ILoggerFactory
{
    private const string Config = "akka { loggers = [\"AkkaFederation.Hosting.ExtensionsLogger, AkkaFederation\"], loglevel = DEBUG, stdout-loglevel = OFF }";
    private readonly BlockingCollection<Line> _lines = [];
    private ActorSystem _system = null!;

    [Theory]
    [InlineData(LogLevel.Debug)]
    [InlineData(LogLevel.Information)]
    [InlineData(LogLevel.Warning)]
    [InlineData(LogLevel.Error)]
    public void Events_arrive_with_level_category_and_source(LogLevel level)
    {
        var actor = _system.ActorOf(Props.Create(() => new Talker()), "talker");
        actor.Tell(level);

        var line = Next("hello");
        Assert.Equal((level, typeof(Talker).FullName), (line.Level, line.Category));
        Assert.Contains("/user/talker", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A29_control_characters_do_not_pass()
    {
        _system.Log.Warning("from {0}", "a\r\n\u001b[31mpeer");

        Assert.StartsWith("from a\\r\\n\\u001b[31mpeer", Next("from").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cause_comes_with_its_trace()
    {
        _system.Log.Error(new InvalidOperationException("the\ncause"), "it broke");

        Assert.Contains("System.InvalidOperationException: the\\ncause", Next("it broke").Cause, StringComparison.Ordinal);
    }

    public Task InitializeAsync()
    {
        _system = ActorSystem.Create("logging", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Config)), new LoggingSetup(this)));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _system.Terminate();

    ILogger ILoggerFactory.CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    void ILoggerFactory.AddProvider(ILoggerProvider provider)
    {
    }

    void IDisposable.Dispose() => _lines.Dispose();

    private Line Next(string start)
    {
        while (_lines.TryTake(out var line, TimeSpan.FromSeconds(10)))
        {
            if (line.Text.StartsWith(start, StringComparison.Ordinal)) return line;
        }

        throw new TimeoutException($"nothing was logged that begins '{start}'");
    }

    private sealed record Line(LogLevel Level, string Category, string Text, string Cause);

    private sealed class Talker : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Talker() => Receive<LogLevel>(level =>
        {
            if (level == LogLevel.Debug) _log.Debug("hello");
            else if (level == LogLevel.Information) _log.Info("hello");
            else if (level == LogLevel.Warning) _log.Warning("hello");
            else _log.Error("hello");
        });
    }

    private sealed class Logger(string category, BlockingCollection<Line> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(new Line(logLevel, category, formatter(state, exception), exception?.ToString() ?? ""));
    }
}
