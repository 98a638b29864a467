using Akka.Actor;
using Akka.Event;

namespace Engine.Conformance.Event;

public sealed class LogPartsSpec : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_message_is_put_together_by_the_formatter()
    {
        var formatter = DefaultLogMessageFormatter.Instance;

        Assert.Equal("1 and x", formatter.Format("{0} and {1}", 1, "x"));
        Assert.Equal("1 and x", formatter.Format("{0} and {1}", (IEnumerable<object>)[1, "x"]));
        Assert.NotNull(Log.Formatter);
    }

    [Fact]
    public void An_event_knows_its_origin()
    {
        var before = DateTime.UtcNow;
        var cause = new InvalidOperationException("cause");

        LogEvent[] events =
        [
            new Debug(cause, "source", typeof(string), "text"),
            new Info(cause, "source", typeof(string), "text"),
            new Warning(cause, "source", typeof(string), "text"),
            new Error(cause, "source", typeof(string), "text"),
        ];

        Assert.All(events, e =>
        {
            Assert.Equal(("source", typeof(string), "text", cause), (e.LogSource, e.LogClass, e.Message, e.Cause));
            Assert.Same(Thread.CurrentThread, e.Thread);
            Assert.InRange(e.Timestamp.ToUniversalTime(), before - TimeSpan.FromSeconds(1), DateTime.UtcNow + TimeSpan.FromSeconds(1));
        });
    }

    [Fact]
    public void Levels_and_events_name_each_other()
    {
        Assert.Equal(LogLevel.DebugLevel, Logging.LogLevelFor<Debug>());
        Assert.Equal(LogLevel.InfoLevel, Logging.LogLevelFor<Info>());
        Assert.Equal(LogLevel.WarningLevel, Logging.LogLevelFor<Warning>());
        Assert.Equal(LogLevel.ErrorLevel, Logging.LogLevelFor<Error>());
        Assert.Equal("String", Logging.SimpleName("text"));
        Assert.Equal("String", Logging.SimpleName(typeof(string)));
    }

    [Fact]
    public void A_source_is_named_after_what_it_is()
    {
        var named = LogSource.Create("name", typeof(string));

        Assert.Equal(("name", typeof(string)), (named.Source, named.Type));
        Assert.Contains("name", LogSource.FromString("name", Sys));
        Assert.Contains(nameof(LogPartsSpec), LogSource.FromType(typeof(LogPartsSpec), Sys));
        Assert.Contains(TestActor.Path.Name, LogSource.FromActorRef(TestActor, Sys));
        Assert.Equal(typeof(LogPartsSpec), LogSource.SourceType(typeof(LogPartsSpec)));
        Assert.Equal(typeof(LogPartsSpec), LogSource.Create(this).Type);
        Assert.Equal(typeof(LogPartsSpec), LogSource.Create(this, Sys).Type);
    }

    [Fact]
    public void The_logger_that_does_not_log_takes_everything()
    {
        var none = NoLogger.Instance;

        none.Error("text {0}", 1);

        Assert.False(none.IsEnabled(LogLevel.ErrorLevel));
        Assert.False(none.IsDebugEnabled || none.IsInfoEnabled || none.IsWarningEnabled || none.IsErrorEnabled);
    }

    [Fact]
    public void A_dropped_message_says_why()
    {
        var dropped = new Dropped("message", "why", TestActor, Sys.DeadLetters);

        Assert.Equal(("message", "why", TestActor), (dropped.Message, dropped.Reason, dropped.Sender));
        Assert.Equal(Sys.DeadLetters, dropped.Recipient);
        Assert.Equal("why", new Dropped("message", "why", Sys.DeadLetters).Reason);
    }

    [Fact]
    public void Letters_keep_message_sender_and_recipient()
    {
        AllDeadLetters[] letters =
        [
            new DeadLetter("message", TestActor, Sys.DeadLetters),
            new UnhandledMessage("message", TestActor, Sys.DeadLetters),
        ];

        Assert.All(letters, l => Assert.Equal(
            ("message", TestActor, Sys.DeadLetters), (l.Message, l.Sender, l.Recipient)));
    }

    [Fact]
    public void A_subscriber_can_leave_one_channel()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(string));
        Sys.EventStream.Subscribe(TestActor, typeof(Version));
        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(string)));

        Sys.EventStream.Publish("text");
        Sys.EventStream.Publish(new Version(1, 2));

        ExpectMsg(new Version(1, 2));
    }
}
