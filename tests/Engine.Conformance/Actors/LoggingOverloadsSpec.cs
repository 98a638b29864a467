using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Actors;

public sealed class LoggingOverloadsSpec
{
    private static readonly Known Cause = new("cause");

    [Fact]
    public void Every_level_takes_up_to_six_arguments_and_a_cause()
    {
        var log = new Recorder();
        log.Debug("{0}", 1);
        log.Info("{0}{1}", 1, 2);
        log.Warning("{0}{1}{2}", 1, 2, 3);
        log.Error("{0}{1}{2}{3}", 1, 2, 3, 4);
        log.Debug(Cause, "{0}{1}{2}{3}{4}", 1, 2, 3, 4, 5);
        log.Info(Cause, "{0}{1}{2}{3}{4}{5}", 1, 2, 3, 4, 5, 6);
        log.Warning(Cause, "plain");
        log.Error("plain");
        log.Log(LogLevel.InfoLevel, Cause, "{0}", "x");
        log.Log(LogLevel.InfoLevel, "plain");

        Assert.Equal(
            [
                "DebugLevel 1", "InfoLevel 12", "WarningLevel 123", "ErrorLevel 1234", "DebugLevel 12345 cause",
                "InfoLevel 123456 cause", "WarningLevel plain cause", "ErrorLevel plain", "InfoLevel x cause", "InfoLevel plain",
            ],
            log.Lines);
    }

    [Fact]
    public void Arguments_may_come_as_an_array()
    {
        var log = new Recorder();
        object[] args = ["a", "b"];
        log.Debug("{0}{1}", args);
        log.Info(Cause, "{1}{0}", args);
        log.Log(LogLevel.ErrorLevel, "{0}", args);

        Assert.Equal(["DebugLevel ab", "InfoLevel ba cause", "ErrorLevel a"], log.Lines);
    }

    [Fact]
    public void What_nobody_wants_is_not_put_together()
    {
        var log = new Recorder { Level = LogLevel.ErrorLevel };
        log.Info("{0}", new Explosive());

        Assert.Empty(log.Lines);
    }

    [Fact]
    public void A_format_keeps_its_parts()
    {
        var log = new Recorder();
        log.Info("{0} and {1}", 1, 2);

        Assert.Equal("{0} and {1}", log.Last!.Format);
        Assert.Equal([1, 2], log.Last.Parameters());
        Assert.Equal("1 and 2", DefaultLogMessageFormatter.Instance.Format("{0} and {1}", 1, 2));
    }

    [Theory]
    [InlineData("debug", LogLevel.DebugLevel)]
    [InlineData("Info", LogLevel.InfoLevel)]
    [InlineData("WARNING", LogLevel.WarningLevel)]
    [InlineData("error", LogLevel.ErrorLevel)]
    public void Levels_are_named_in_any_case(string name, LogLevel level)
    {
        Assert.Equal(level, Logging.LogLevelFor(name));
    }

    [Fact]
    public void Unknown_levels_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Logging.LogLevelFor("loud"));
        Assert.True(Logging.LogLevelFor("off") > LogLevel.ErrorLevel);
        Assert.Equal(LogLevel.WarningLevel, Logging.LogLevelFor<Warning>());
    }

    private sealed class Explosive
    {
        public override string ToString() => throw new InvalidOperationException("put together");
    }

    private sealed class Recorder() : LoggingAdapterBase(DefaultLogMessageFormatter.Instance)
    {
        public List<string> Lines { get; } = [];

        public LogMessage? Last { get; private set; }

        public LogLevel Level { get; init; } = LogLevel.DebugLevel;

        public override bool IsDebugEnabled => Level <= LogLevel.DebugLevel;

        public override bool IsInfoEnabled => Level <= LogLevel.InfoLevel;

        public override bool IsWarningEnabled => Level <= LogLevel.WarningLevel;

        public override bool IsErrorEnabled => Level <= LogLevel.ErrorLevel;

        protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null)
        {
            Last = message as LogMessage;
            Lines.Add($"{logLevel} {message}{(cause is null ? "" : " " + cause.Message)}");
        }
    }
}
