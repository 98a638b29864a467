using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Util;

namespace Engine.Conformance.Actors;

public sealed class ValuesSpec : ActorsSpec
{
    [Fact]
    public void An_option_has_a_value_or_none()
    {
        var some = Option<string>.Create("x");
        var none = Option<string>.None;

        Assert.True(some.HasValue && none.IsEmpty);
        Assert.Equal("x", some.Value);
        Assert.Equal(1, some.Select(s => s.Length).Value);
        Assert.True(none.Select(s => s.Length).IsEmpty);
        Assert.Equal("y", none.GetOrElse("y"));
        Assert.Equal(some, some.FlatSelect(Option<string>.Create));
        Assert.True(some == Option<string>.Create("x"));
        Assert.True(some != none);
        int seen = 0;
        some.OnSuccess(_ => seen++);
        none.OnSuccess(_ => seen++);
        Assert.Equal(1, seen);
    }

    [Theory]
    [InlineData("text", "t*t", true)]
    [InlineData("text", "t??t", true)]
    [InlineData("text", "*", true)]
    [InlineData("text", "te", false)]
    [InlineData("text", "*x", false)]
    [InlineData("Text", "text", true)]
    public void Wildcards_match(string text, string pattern, bool matches)
    {
        Assert.Equal(matches, text.Like(pattern));
    }

    [Fact]
    public void Wildcards_may_mind_the_case()
    {
        Assert.False("Text".Like("text", caseSensitive: true));
    }

    [Fact]
    public void Envelopes_hold_message_and_sender()
    {
        var envelope = new Envelope("message", TestActor);

        Assert.Equal("message", envelope.Message);
        Assert.Equal(TestActor, envelope.Sender);
        Assert.Equal(Sys.DeadLetters, new Envelope("message", null!, Sys).Sender);
    }

    [Fact]
    public void Outcomes_hold_their_value_or_cause()
    {
        var cause = new Known("cause");

        Assert.Equal(1, new Status.Success(1).Status);
        Assert.Same(cause, new Status.Failure(cause).Cause);
        Assert.Equal("state", new Status.Failure(cause, "state").State);
        Assert.NotNull(Done.Instance);
    }

    [Fact]
    public void Nobody_is_nobody()
    {
        Assert.True(ActorRefs.Nobody.IsNobody());
        Assert.True(ActorRefs.NoSender.IsNobody());
        Assert.False(TestActor.IsNobody());
        Assert.Equal(TestActor, ActorRefs.NoSender.GetOrElse(() => TestActor));
    }

    [Fact]
    public void References_are_compared_by_path_and_incarnation()
    {
        var (a, b) = (Echo("a"), Echo("b"));

        Assert.True(a.CompareTo(b) < 0);
        Assert.Equal(0, a.CompareTo(a));
        Assert.Equal(a.GetHashCode(), ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(a.Path).GetHashCode());
        Assert.Contains(a.Path.ToString(), a.ToString());
    }

    [Fact]
    public void Messages_of_the_system_are_values()
    {
        Assert.Equal(new Identify(1), new Identify(1));
        Assert.NotEqual(new ActorIdentity(1, TestActor), new ActorIdentity(2, TestActor));
        Assert.Equal(new Terminated(TestActor, true, false), new Terminated(TestActor, true, false));
        Assert.NotEqual(new Terminated(TestActor, true, false), new Terminated(TestActor, false, false));
    }

    [Fact]
    public void Strategies_are_values()
    {
        var decider = Decider.From(Directive.Stop, Directive.Resume.When<Known>());
        var strategy = new OneForOneStrategy(3, 1000, decider);

        Assert.Equal(strategy, new OneForOneStrategy(3, 1000, decider));
        Assert.NotEqual(strategy, strategy.WithMaxNrOfRetries(4));
        Assert.Equal((3, 1000), (strategy.MaxNumberOfRetries, strategy.WithinTimeRangeMilliseconds));
        Assert.Equal(-1, new OneForOneStrategy(null, null, decider).MaxNumberOfRetries);
        Assert.Equal(new AllForOneStrategy(3, 1000, decider), new AllForOneStrategy(3, TimeSpan.FromSeconds(1), decider));
        Assert.Equal(decider, Decider.From(Directive.Stop, new List<KeyValuePair<Type, Directive>> { Directive.Resume.When<Known>() }));
        Assert.Equal(Directive.Stop, SupervisorStrategy.StoppingStrategy.Decider.Decide(new Known("any")));
        Assert.Same(SupervisorStrategy.StoppingStrategy, SupervisorStrategyConfigurator.CreateConfigurator("Akka.Actor.StoppingSupervisorStrategy").Create());
    }

    [Fact]
    public void A_recipe_can_be_put_together_from_parts()
    {
        var deploy = Deploy.None.WithDispatcher("d").WithMailbox("m").WithStashCapacity(7);
        var props = new Props(deploy, typeof(ScriptedActor), ScriptedActor.Silence);

        Assert.Equal(("d", "m", 7), (props.Dispatcher, props.Mailbox, props.Deploy.StashCapacity));
        Assert.Equal("m", Deploy.None.WithDispatcher("x").WithFallback(deploy).Mailbox);
        Assert.Equal(7, Props.Empty.WithDeploy(deploy).Deploy.StashCapacity);
        Assert.Equal(9, Props.Empty.WithStashCapacity(9).Deploy.StashCapacity);
        Assert.Same(SupervisorStrategy.StoppingStrategy, new Props(typeof(ScriptedActor), SupervisorStrategy.StoppingStrategy).SupervisorStrategy);
    }

    [Fact]
    public void Lost_messages_say_what_was_lost()
    {
        var dropped = new Dropped("m", "too big", TestActor);

        Assert.Equal(("m", "too big"), (dropped.Message, dropped.Reason));
        Assert.Equal(TestActor, dropped.Recipient);
        Assert.Contains("m", new UnhandledMessage("m", TestActor, TestActor).ToString());
    }
}
