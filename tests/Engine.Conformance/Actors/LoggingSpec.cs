using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Engine.Conformance.Actors;

public sealed class LoggingSpec() : Akka.TestKit.Xunit2.TestKit("""
    akka.loglevel = DEBUG
    akka.stdout-loglevel = OFF
    akka.loggers = ["Engine.Conformance.Actors.LoggingSpec+Collector, Engine.Conformance"]
    """)
{
    [Fact]
    public void A_logger_of_the_configuration_gets_every_event()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Collected));
        Sys.Log.Info("hello {0}", "world");

        FishForMessage<Collected>(c => c.Event is Info && c.Event.Message.ToString() == "hello world");
    }

    [Fact]
    public void Events_say_what_happened_where()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        var cause = new Known("cause");
        Logging.GetLogger(Sys, "source").Error(cause, "failed at {0} of {1}", 1, 2);

        var error = ExpectMsg<Error>();
        Assert.Equal(LogLevel.ErrorLevel, error.LogLevel());
        Assert.Same(cause, error.Cause);
        Assert.StartsWith("source", error.LogSource);
        Assert.Equal("failed at 1 of 2", error.Message.ToString());
        Assert.Contains("[ERROR]", error.ToString());
        Assert.Contains("failed at 1 of 2", error.ToString());
    }

    [Theory]
    [InlineData(LogLevel.DebugLevel, typeof(Debug), "DEBUG")]
    [InlineData(LogLevel.InfoLevel, typeof(Info), "INFO")]
    [InlineData(LogLevel.WarningLevel, typeof(Warning), "WARNING")]
    [InlineData(LogLevel.ErrorLevel, typeof(Error), "ERROR")]
    public void Each_level_has_its_event_and_its_name(LogLevel level, Type type, string name)
    {
        Sys.EventStream.Subscribe(TestActor, type);
        var log = Logging.GetLogger(Sys, this);
        log.Log(level, "message");

        Assert.IsType(type, FishForMessage<LogEvent>(e => e.Message.ToString() == "message"));
        Assert.Equal(type, level.ClassFor());
        Assert.Equal(name, level.StringFor());
        Assert.Equal(level, Logging.LogLevelFor(name));
        Assert.True(log.IsEnabled(level));
    }

    [Fact]
    public void An_actor_logs_under_its_path()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));
        var actor = Sys.ActorOf(Props.Create(() => new Talkative()), "talkative");
        actor.Tell("careful");

        var warning = ExpectMsg<Warning>();
        Assert.Equal(actor.Path.ToString(), warning.LogSource);
        Assert.Equal(typeof(Talkative), warning.LogClass);
        Assert.Equal("careful", warning.Message.ToString());
    }

    [Fact]
    public void The_level_can_be_changed_while_the_system_runs()
    {
        // A logger that is made after the change has the new level.
        Sys.EventStream.SetLogLevel(LogLevel.ErrorLevel);
        var quiet = Logging.GetLogger(Sys, this);
        Assert.False(quiet.IsInfoEnabled);
        Assert.True(quiet.IsErrorEnabled);
        Sys.EventStream.SetLogLevel(LogLevel.DebugLevel);

        Assert.True(Logging.GetLogger(Sys, this).IsDebugEnabled);
    }

    [Fact]
    public void The_supervisor_logs_the_failure_of_a_child()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        var actor = Sys.ActorOf(Props.Create(() => new ScriptedActor(Throw)), "failing");
        actor.Tell("go");

        var error = ExpectMsg<Error>();
        Assert.Equal("on purpose", error.Message.ToString());
        Assert.Equal(actor.Path.ToString(), error.LogSource);
        Assert.IsType<Known>(error.Cause);
    }

    [Fact]
    public async Task A_dead_letter_is_logged()
    {
        // Once the listener answers, it has subscribed.
        await Sys.ActorSelection("/system/deadLetterListener").ResolveOne(TimeSpan.FromSeconds(10));
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        Sys.DeadLetters.Tell("lost");

        FishForMessage<Info>(i => i.Message.ToString()!.Contains("dead letters encountered"));
    }

    [Fact]
    public void A_logger_that_cannot_be_found_is_named()
    {
        var e = Assert.ThrowsAny<Exception>(() => ActorSystem.Create("x", """akka.loggers = ["No.Such.Logger"], akka.stdout-loglevel = OFF"""));

        Assert.Contains("No.Such.Logger", e.ToString());
    }

    [Fact]
    public void Nothing_is_logged_without_a_logger()
    {
        var log = NoLogger.Instance;
        log.Error("nothing");

        Assert.False(log.IsErrorEnabled || log.IsWarningEnabled || log.IsInfoEnabled || log.IsDebugEnabled);
    }

    private static readonly Action<object, IActorContext> Throw = (_, _) => throw new Known("on purpose");

    public sealed record Collected(LogEvent Event);

    public sealed class Collector : ReceiveActor
    {
        public Collector()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(e => Context.System.EventStream.Publish(new Collected(e)));
        }
    }

    private sealed class Talkative : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Talkative() => Receive<string>(text => _log.Warning(text));
    }
}
