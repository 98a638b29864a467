using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;

namespace Engine.Conformance.Actors;

public sealed class SupervisionSpec : ActorsSpec
{
    private readonly TestProbe _log;

    public SupervisionSpec() => _log = CreateTestProbe();

    [Fact]
    public void A_restart_calls_the_hooks_in_order_and_keeps_reference_and_mailbox()
    {
        var child = Child(Strategy(Directive.Restart), "a");
        child.Tell("count", TestActor);
        child.Tell(new Known("boom"), TestActor);
        child.Tell("count", TestActor);

        ExpectMsg(1);
        ExpectMsg(1);
        _log.ExpectMsg("a pre-start");
        _log.ExpectMsg("a pre-restart boom");
        _log.ExpectMsg("a post-stop");
        _log.ExpectMsg("a post-restart boom");
        _log.ExpectMsg("a pre-start");
    }

    [Fact]
    public void Resume_goes_on_as_if_nothing_had_happened()
    {
        var child = Child(Strategy(Directive.Resume), "a");
        child.Tell("count", TestActor);
        child.Tell(new Known("boom"), TestActor);
        child.Tell("count", TestActor);

        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact]
    public void Stop_ends_the_child()
    {
        var child = Child(Strategy(Directive.Stop), "a");
        Watch(child);
        child.Tell(new Known("boom"), TestActor);

        ExpectTerminated(child);
        _log.ExpectMsg("a pre-start");
        _log.ExpectMsg("a post-stop");
    }

    [Fact]
    public void Escalate_makes_the_parent_fail_of_it()
    {
        var top = Sys.ActorOf(Props.Create(() => new Supervisor(Strategy(Directive.Stop))));
        top.Tell((Props.Create(() => new Supervisor(Strategy(Directive.Escalate))), "middle"), TestActor);
        var middle = ExpectMsg<IActorRef>();
        middle.Tell((Props.Create(() => new Fragile(_log.Ref)), "leaf"), TestActor);
        var leaf = ExpectMsg<IActorRef>();
        Watch(middle);
        leaf.Tell(new Known("boom"), TestActor);

        ExpectTerminated(middle);
    }

    [Fact]
    public void A_parent_that_is_resumed_after_an_escalation_resumes_the_child()
    {
        var top = Sys.ActorOf(Props.Create(() => new Supervisor(Strategy(Directive.Resume))));
        top.Tell((Props.Create(() => new Supervisor(Strategy(Directive.Escalate))), "middle"), TestActor);
        var middle = ExpectMsg<IActorRef>();
        middle.Tell((Props.Create(() => new Fragile(_log.Ref)), "leaf"), TestActor);
        var leaf = ExpectMsg<IActorRef>();
        leaf.Tell("count", TestActor);
        leaf.Tell(new Known("boom"), TestActor);
        leaf.Tell("count", TestActor);
        leaf.Tell(new Known("again"), TestActor);
        leaf.Tell("count", TestActor);

        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(3);
    }

    [Fact]
    public void The_default_strategy_restarts()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Fragile(_log.Ref)), "top");
        actor.Tell("count", TestActor);
        actor.Tell(new Known("boom"), TestActor);
        actor.Tell("count", TestActor);

        ExpectMsg(1);
        ExpectMsg(1);
    }

    [Fact]
    public void The_default_strategy_stops_an_actor_that_was_killed()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Fragile(_log.Ref)));
        Watch(actor);
        actor.Tell(Kill.Instance);

        ExpectTerminated(actor);
    }

    [Fact]
    public void One_for_one_leaves_the_siblings_alone()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Supervisor(Strategy(Directive.Restart))));
        var (failing, sibling) = (Child(parent, "a"), Child(parent, "b"));
        sibling.Tell("count", TestActor);
        ExpectMsg(1);
        failing.Tell(new Known("boom"), TestActor);
        failing.Tell("back", TestActor);
        ExpectMsg("back");
        sibling.Tell("count", TestActor);

        ExpectMsg(2);
    }

    [Fact]
    public void All_for_one_restarts_the_siblings_too()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Supervisor(new AllForOneStrategy(_ => Directive.Restart))));
        var (failing, sibling) = (Child(parent, "a"), Child(parent, "b"));
        sibling.Tell("count", TestActor);
        ExpectMsg(1);
        failing.Tell(new Known("boom"), TestActor);

        _log.FishForMessage<string>(m => m == "b post-restart boom");
        sibling.Tell("count", TestActor);
        ExpectMsg(1);
    }

    [Fact]
    public void All_for_one_stops_the_siblings_too()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Supervisor(new AllForOneStrategy(_ => Directive.Stop))));
        var (failing, sibling) = (Child(parent, "a"), Child(parent, "b"));
        Watch(sibling);
        failing.Tell(new Known("boom"), TestActor);

        ExpectTerminated(sibling);
    }

    [Fact]
    public void More_restarts_than_allowed_stop_the_child()
    {
        var strategy = new OneForOneStrategy(2, TimeSpan.FromMinutes(1), _ => Directive.Restart);
        var child = Child(strategy, "a");
        Watch(child);
        for (int i = 0; i < 3; i++)
            child.Tell(new Known($"boom {i}"), TestActor);

        ExpectTerminated(child);
        foreach (string step in (string[])["pre-start", "pre-restart boom 0", "post-stop", "post-restart boom 0", "pre-start", "pre-restart boom 1", "post-stop", "post-restart boom 1", "pre-start", "post-stop"])
            _log.ExpectMsg("a " + step);
    }

    [Fact]
    public void No_retries_means_stop_at_once()
    {
        var child = Child(new OneForOneStrategy(0, TimeSpan.FromMinutes(1), _ => Directive.Restart), "a");
        Watch(child);
        child.Tell(new Known("boom"), TestActor);

        ExpectTerminated(child);
    }

    [Fact]
    public void A_restart_stops_the_children_by_default()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Fragile(_log.Ref)), "top");
        actor.Tell("child", TestActor);
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        actor.Tell(new Known("boom"), TestActor);
        actor.Tell("child", TestActor);

        ExpectTerminated(child);
        Assert.Equal(child.Path, ExpectMsg<IActorRef>().Path);
    }

    [Fact]
    public void A_decider_is_asked_with_the_failure()
    {
        var decider = Decider.From(Directive.Stop, Directive.Resume.When<ArgumentException>(), Directive.Restart.When<Known>());
        var child = Child(new OneForOneStrategy(decider), "a");
        child.Tell("count", TestActor);
        child.Tell(new ArgumentNullException("derived"), TestActor);
        child.Tell("count", TestActor);
        child.Tell(new Known("boom"), TestActor);
        child.Tell("count", TestActor);

        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(1);
    }

    [Fact]
    public void Deciders_map_types_in_order()
    {
        var decider = Decider.From(Directive.Escalate, Directive.Stop.When<ArgumentNullException>(), Directive.Resume.When<ArgumentException>());

        Assert.Equal(Directive.Stop, decider.Decide(new ArgumentNullException()));
        Assert.Equal(Directive.Resume, decider.Decide(new ArgumentException()));
        Assert.Equal(Directive.Escalate, decider.Decide(new Known("other")));
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new ActorKilledException()));
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new ActorInitializationException()));
        Assert.Equal(Directive.Restart, SupervisorStrategy.DefaultDecider.Decide(new Known("other")));
    }

    [Fact]
    public void A_strategy_of_the_recipe_goes_before_that_of_the_actor()
    {
        var props = Props.Create(() => new Supervisor(Strategy(Directive.Stop))).WithSupervisorStrategy(Strategy(Directive.Resume));
        var child = Child(Sys.ActorOf(props), "a");
        child.Tell("count", TestActor);
        child.Tell(new Known("boom"), TestActor);
        child.Tell("count", TestActor);

        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact]
    public void A_failure_in_PostRestart_stops_the_actor_under_the_default_strategy()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Relapsing()));
        Watch(actor);
        actor.Tell("fail");

        ExpectTerminated(actor);
    }

    [Fact]
    public void A_failure_in_PreRestart_does_not_prevent_the_restart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stubborn()));
        actor.Tell("fail");
        actor.Tell("alive?", TestActor);

        ExpectMsg("alive");
    }

    [Fact]
    public void The_user_guardian_follows_the_configured_strategy()
    {
        Config strict = """akka.actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy" """;
        using var system = ActorSystem.Create("strict", strict.WithFallback(Sys.Settings.Config));
        var probe = CreateTestProbe(system);
        var actor = system.ActorOf(Props.Create(() => new Fragile(probe.Ref)), "top");
        probe.Watch(actor);
        probe.ExpectMsg("top pre-start");
        actor.Tell(new Known("boom"));

        probe.ExpectMsg("top post-stop");
        probe.ExpectTerminated(actor);
    }

    private static OneForOneStrategy Strategy(Directive directive) => new(_ => directive);

    private IActorRef Child(SupervisorStrategy strategy, string name) =>
        Child(Sys.ActorOf(Props.Create(() => new Supervisor(strategy))), name);

    private IActorRef Child(IActorRef parent, string name)
    {
        parent.Tell((Props.Create(() => new Fragile(_log.Ref)), name), TestActor);
        return ExpectMsg<IActorRef>();
    }

    private sealed class Relapsing : UntypedActor
    {
        protected override void PostRestart(Exception reason) => throw new InvalidOperationException("still broken");

        protected override void OnReceive(object message) => throw new Known("first failure");
    }

    private sealed class Stubborn : UntypedActor
    {
        protected override void PreRestart(Exception reason, object message) => throw new InvalidOperationException("cannot let go");

        protected override void OnReceive(object message)
        {
            if (message is "fail")
                throw new Known("on purpose");
            Sender.Tell("alive");
        }
    }
}
