using Akka.Actor;
using Akka.Configuration;

namespace Engine.Conformance.Actors;

public sealed class SettingsSpec : Akka.TestKit.Xunit2.TestKit
{
    public SettingsSpec()
        : base("""
            akka {
              loglevel = WARNING
              stdout-loglevel = ERROR
              logger-startup-timeout = 7s
              log-dead-letters = 3
              log-dead-letters-during-shutdown = on
              log-dead-letters-suspend-duration = 9s
              actor {
                ask-timeout = 11s
                creation-timeout = 12s
                debug { autoreceive = on, lifecycle = on, event-stream = on, unhandled = on }
              }
            }
            """)
    {
    }

    [Fact]
    public void Settings_are_those_of_the_configuration()
    {
        var settings = Sys.Settings;

        Assert.Same(Sys, settings.System);
        Assert.Equal(("WARNING", "ERROR"), (settings.LogLevel, settings.StdoutLogLevel));
        Assert.Equal(TimeSpan.FromSeconds(7), settings.LoggerStartTimeout);
        Assert.Equal(3, settings.LogDeadLetters);
        Assert.True(settings.LogDeadLettersDuringShutdown);
        Assert.Equal(TimeSpan.FromSeconds(9), settings.LogDeadLettersSuspendDuration);
        Assert.Equal((TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(12)), (settings.AskTimeout, settings.CreationTimeout));
        Assert.True(settings.DebugAutoReceive && settings.DebugLifecycle && settings.DebugEventStream && settings.DebugUnhandledMessage);
    }

    [Fact]
    public async Task Defaults_are_as_documented()
    {
        using var system = ActorSystem.Create("defaults", "akka.actor.provider = local");
        var settings = system.Settings;

        Assert.Equal(("INFO", "WARNING"), (settings.LogLevel, settings.StdoutLogLevel));
        Assert.Equal(Timeout.InfiniteTimeSpan, settings.AskTimeout);
        Assert.Equal(TimeSpan.FromSeconds(20), settings.CreationTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.LoggerStartTimeout);
        Assert.Contains("DefaultSupervisorStrategy", settings.SupervisorStrategyClass);
        Assert.Contains("HashedWheelTimerScheduler", settings.SchedulerClass);
        Assert.Contains("LocalActorRefProvider", settings.ProviderClass);
        Assert.IsType<ProviderSelection.Local>(settings.ProviderSelectionType);
        Assert.Equal("akka.actor.default-dispatcher", settings.LoggersDispatcher);
        Assert.False(settings.LoggerAsyncStart || settings.LogConfigOnStart || settings.HasCluster);
        Assert.True(settings.CoordinatedShutdownTerminateActorSystem && settings.CoordinatedShutdownRunByActorSystemTerminate);
        Assert.False(settings.DebugAutoReceive || settings.DebugLifecycle || settings.DebugEventStream || settings.DebugUnhandledMessage);
        Assert.Equal("", settings.Home);
        await system.Terminate();
    }

    [Fact]
    public void A_fallback_can_be_put_behind_everything()
    {
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("some.key = 1, akka.loglevel = DEBUG"));

        Assert.Equal(1, Sys.Settings.Config.GetInt("some.key"));
        Assert.Equal("WARNING", Sys.Settings.Config.GetString("akka.loglevel"));
    }
}
