using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;

namespace Engine.Tests.Differences;

/// <summary>Where the standalone engine does on purpose what Akka.NET does not: docs/engines.md names each of these.</summary>
public sealed class ActorDifferencesSpec() : Akka.TestKit.Xunit2.TestKit("akka.loglevel = DEBUG, akka.stdout-loglevel = OFF")
{
    [Theory]
    [InlineData("akka://")]
    [InlineData("akka://sys@host:70000")]
    public void An_address_needs_a_system_and_a_possible_port(string text)
    {
        Assert.False(Address.TryParse(text, out _));
    }

    [Fact]
    public void A_path_with_the_uid_of_another_incarnation_leads_to_nobody()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Quiet("text", 1)), "actor");

        Assert.NotEqual(actor, ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(actor.Path.WithUid(1).ToSerializationFormat()));
    }

    [Fact]
    public void Props_with_other_arguments_are_others()
    {
        Assert.NotEqual(Props.Create<Quiet>("same", 1), Props.Create<Quiet>("same", 2));
    }

    [Fact]
    public void A_local_deployment_leaves_everything_open()
    {
        Assert.Equal(Deploy.NoDispatcherGiven, Deploy.Local.Dispatcher);
        Assert.Equal(Deploy.NoMailboxGiven, Deploy.Local.Mailbox);
        Sys.ActorOf(new Props(Deploy.Local, typeof(Quiet), "text", 1)).Tell(new Identify(1), TestActor);

        ExpectMsg<ActorIdentity>();
    }

    [Fact]
    public void A_local_provider_is_called_local()
    {
        Assert.IsType<ProviderSelection.Local>(Sys.Settings.ProviderSelectionType);
    }

    [Fact]
    public void No_way_to_log_passes_the_level_by()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        Sys.EventStream.SetLogLevel(LogLevel.ErrorLevel);
        var log = Logging.GetLogger(Sys, "differences");
        log.Log(LogLevel.InfoLevel, "plain");
        log.Log(LogLevel.WarningLevel, new InvalidOperationException("cause"), "{0}", [1]);
        log.Error("last");

        Assert.Equal("last", FishForMessage<LogEvent>(e => e.LogSource.StartsWith("differences", StringComparison.Ordinal)).Message.ToString());
    }

    [Fact]
    public void A_configuration_made_of_two_has_the_values_of_both()
    {
        var both = new Config(ConfigurationFactory.ParseString("number = 42"), ConfigurationFactory.ParseString("number = 1, more = 2"));

        Assert.Equal((42, 2), (both.GetInt("number"), both.GetInt("more")));
    }

    [Theory]
    [InlineData("a { b = 1")]
    [InlineData("a = [1, 2")]
    [InlineData("a = 1 }")]
    public void What_is_not_closed_or_not_opened_is_refused(string text)
    {
        Assert.ThrowsAny<Exception>(() => ConfigurationFactory.ParseString(text));
    }

    [Fact]
    public void A_persistent_actor_needs_an_id_that_is_not_empty()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Nameless()));
        Watch(actor);

        ExpectTerminated(actor);
    }

    private sealed class Quiet(string text, int number) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell($"{text} {number}");
    }

    private sealed class Nameless : UntypedPersistentActor
    {
        public override string PersistenceId => "";

        protected override void OnCommand(object message) => Unhandled(message);

        protected override void OnRecover(object message) => Unhandled(message);
    }
}
