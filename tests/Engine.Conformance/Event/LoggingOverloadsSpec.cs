using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Event;

/// <summary>Every way to log: level, with or without a cause, and each number of arguments.</summary>
public sealed class LoggingOverloadsSpec() : Akka.TestKit.Xunit2.TestKit("akka.loglevel = DEBUG, akka.stdout-loglevel = OFF")
{
    private static readonly InvalidOperationException Cause = new("cause");

    private static readonly object[] Seven = [1, 2, 3, 4, 5, 6, 7];

    private static readonly (Type Event, bool HasCause, Action<ILoggingAdapter> Log, string Text)[] Ways =
    [
        (typeof(Debug), false, log => log.Debug("{0}", 1), "1"),
        (typeof(Debug), true, log => log.Debug(Cause, "{0}", 1), "1"),
        (typeof(Debug), false, log => log.Debug("{0}-{1}", 1, 2), "1-2"),
        (typeof(Debug), true, log => log.Debug(Cause, "{0}-{1}", 1, 2), "1-2"),
        (typeof(Debug), false, log => log.Debug("{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Debug), true, log => log.Debug(Cause, "{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Debug), false, log => log.Debug("{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Debug), true, log => log.Debug(Cause, "{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Debug), false, log => log.Debug("{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Debug), true, log => log.Debug(Cause, "{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Debug), false, log => log.Debug("{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Debug), true, log => log.Debug(Cause, "{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Debug), false, log => log.Debug("plain"), "plain"),
        (typeof(Debug), false, log => log.Debug("{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Debug), true, log => log.Debug(Cause, "{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Info), false, log => log.Info("{0}", 1), "1"),
        (typeof(Info), true, log => log.Info(Cause, "{0}", 1), "1"),
        (typeof(Info), false, log => log.Info("{0}-{1}", 1, 2), "1-2"),
        (typeof(Info), true, log => log.Info(Cause, "{0}-{1}", 1, 2), "1-2"),
        (typeof(Info), false, log => log.Info("{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Info), true, log => log.Info(Cause, "{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Info), false, log => log.Info("{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Info), true, log => log.Info(Cause, "{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Info), false, log => log.Info("{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Info), true, log => log.Info(Cause, "{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Info), false, log => log.Info("{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Info), true, log => log.Info(Cause, "{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Info), false, log => log.Info("plain"), "plain"),
        (typeof(Info), false, log => log.Info("{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Info), true, log => log.Info(Cause, "{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Warning), false, log => log.Warning("{0}", 1), "1"),
        (typeof(Warning), true, log => log.Warning(Cause, "{0}", 1), "1"),
        (typeof(Warning), false, log => log.Warning("{0}-{1}", 1, 2), "1-2"),
        (typeof(Warning), true, log => log.Warning(Cause, "{0}-{1}", 1, 2), "1-2"),
        (typeof(Warning), false, log => log.Warning("{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Warning), true, log => log.Warning(Cause, "{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Warning), false, log => log.Warning("{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Warning), true, log => log.Warning(Cause, "{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Warning), false, log => log.Warning("{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Warning), true, log => log.Warning(Cause, "{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Warning), false, log => log.Warning("{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Warning), true, log => log.Warning(Cause, "{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Warning), false, log => log.Warning("plain"), "plain"),
        (typeof(Warning), false, log => log.Warning("{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Warning), true, log => log.Warning(Cause, "{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Error), false, log => log.Error("{0}", 1), "1"),
        (typeof(Error), true, log => log.Error(Cause, "{0}", 1), "1"),
        (typeof(Error), false, log => log.Error("{0}-{1}", 1, 2), "1-2"),
        (typeof(Error), true, log => log.Error(Cause, "{0}-{1}", 1, 2), "1-2"),
        (typeof(Error), false, log => log.Error("{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Error), true, log => log.Error(Cause, "{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Error), false, log => log.Error("{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Error), true, log => log.Error(Cause, "{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Error), false, log => log.Error("{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Error), true, log => log.Error(Cause, "{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Error), false, log => log.Error("{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Error), true, log => log.Error(Cause, "{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Error), false, log => log.Error("plain"), "plain"),
        (typeof(Error), false, log => log.Error("{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Error), true, log => log.Error(Cause, "{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Warning), true, log => log.Log(LogLevel.WarningLevel, Cause, "{0}", 1), "1"),
        (typeof(Warning), true, log => log.Log(LogLevel.WarningLevel, Cause, "{0}-{1}", 1, 2), "1-2"),
        (typeof(Warning), true, log => log.Log(LogLevel.WarningLevel, Cause, "{0}-{1}-{2}", 1, 2, 3), "1-2-3"),
        (typeof(Warning), true, log => log.Log(LogLevel.WarningLevel, Cause, "{0}-{1}-{2}-{3}", 1, 2, 3, 4), "1-2-3-4"),
        (typeof(Warning), true, log => log.Log(LogLevel.WarningLevel, Cause, "{0}-{1}-{2}-{3}-{4}", 1, 2, 3, 4, 5), "1-2-3-4-5"),
        (typeof(Warning), true, log => log.Log(LogLevel.WarningLevel, Cause, "{0}-{1}-{2}-{3}-{4}-{5}", 1, 2, 3, 4, 5, 6), "1-2-3-4-5-6"),
        (typeof(Info), false, log => log.Log(LogLevel.InfoLevel, "plain"), "plain"),
        (typeof(Info), false, log => log.Log(LogLevel.InfoLevel, "{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
        (typeof(Info), true, log => log.Log(LogLevel.InfoLevel, Cause, "{0}-{1}-{2}-{3}-{4}-{5}-{6}", Seven), "1-2-3-4-5-6-7"),
    ];

    [Fact]
    public void Every_way_to_log_gives_its_event()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        var log = Logging.GetLogger(Sys, "overloads");

        foreach (var (type, hasCause, write, text) in Ways)
        {
            write(log);
            var seen = FishForMessage<LogEvent>(e => e.LogSource.StartsWith("overloads", StringComparison.Ordinal));
            Assert.Equal((type, text), (seen.GetType(), seen.Message.ToString()));
            Assert.Same(hasCause ? Cause : null, seen.Cause);
        }
    }

    [Fact]
    public void What_is_below_the_level_is_not_published()
    {
        Sys.EventStream.SetLogLevel(LogLevel.ErrorLevel);
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        var log = Logging.GetLogger(Sys, "overloads");

        log.Debug("{0}", 1);
        log.Info("{0}", 1);
        log.Warning("{0}", 1);
        log.Warning(Cause, "{0}", 1);
        log.Error("last");

        Assert.Equal("last", ExpectMsg<Error>().Message.ToString());
    }
}
