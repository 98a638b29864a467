using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;
using Akka.TestKit.TestActors;

namespace Engine.Conformance.Actors;

public sealed class OverloadsSpec() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Results_are_piped_on_either_context()
    {
        await Task.FromResult(1).PipeTo(TestActor, true);
        await new ValueTask<int>(2).PipeTo(TestActor, false);
        await Task.CompletedTask.PipeTo(TestActor, true, success: () => 3);
        await new ValueTask(Task.CompletedTask).PipeTo(TestActor, false, success: () => 4);

        Assert.Equal([1, 2, 3, 4], ReceiveN(4).Cast<int>());
    }

    [Fact]
    public void Messages_are_scheduled_in_milliseconds()
    {
        Sys.Scheduler.ScheduleTellOnce(1000, TestActor, "once", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellRepeatedly(2000, 2000, TestActor, "repeated", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnceCancelable(1000, TestActor, "never", ActorRefs.NoSender).Cancel();
        Sys.Scheduler.ScheduleTellOnceCancelable(Second, TestActor, "never", ActorRefs.NoSender).Cancel();
        Sys.Scheduler.ScheduleTellRepeatedlyCancelable(1000, 1000, TestActor, "never", ActorRefs.NoSender).Cancel();
        Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Second, Second, TestActor, "never", ActorRefs.NoSender).Cancel();

        Time.Advance(Second);
        ExpectMsg("once");
        Time.Advance(Second);
        ExpectMsg("repeated");
        Time.Advance(Second * 2);
        ExpectMsg("repeated");
        ExpectNoMsg(50);
    }

    [Fact]
    public async Task A_timer_may_have_a_delay_a_period_and_a_sender()
    {
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Ticking(probe.Ref)));
        await actor.Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(5));

        Time.Advance(Second * 3);
        probe.ExpectMsg("tick");
        Time.Advance(Second);

        probe.ExpectMsg("tick");
        probe.ExpectNoMsg(50);
    }

    [Fact]
    public void Elements_of_a_selection_are_values()
    {
        Assert.Equal(("a", "b*"), (new SelectChildName("a").Name, new SelectChildPattern("b*").PatternStr));
        Assert.Equal(new SelectChildName("a"), new SelectChildName("a"));
        Assert.NotEqual<SelectionPathElement>(new SelectChildName("a"), new SelectChildName("b"));
        var actor = Sys.ActorOf(SimpleEchoActor.Props(), "echo");
        var selection = new ActorSelection(Sys.ActorSelection("/user").Anchor, "user/echo");
        selection.Tell("x", TestActor);
        ExpectMsgFrom(actor, "x");
        new ActorSelection(actor, [SelectParent.Instance, new SelectChildPattern("ec*")]).Tell("y", TestActor);
        ExpectMsgFrom(actor, "y");
        new ActorSelection(actor, (IEnumerable<string>)["..", "echo"]).Tell("z", TestActor);
        ExpectMsgFrom(actor, "z");
    }

    [Fact]
    public void An_actor_knows_its_recipe()
    {
        var props = Props.Create(() => new Recipe());
        var actor = Sys.ActorOf(props);

        actor.Tell("type");

        ExpectMsg(typeof(Recipe));
    }

    [Fact]
    public void Failures_say_who_and_why()
    {
        var (first, second) = (new InvalidOperationException("first"), new InvalidOperationException("second"));

        Assert.Equal(TestActor, new ActorInitializationException(TestActor, "text", first).Actor);
        Assert.Same(first, new ActorInitializationException(TestActor, "text", first).InnerException);
        Assert.Same(second, new PostRestartException(TestActor, first, second).OriginalCause);
        var pre = new PreRestartException(TestActor, first, second, "message");
        Assert.Same(first, pre.RestartException);
        Assert.Equal("message", pre.OptionalMessage);
        Assert.Equal(TestActor, new DeathPactException(TestActor).DeadActor);
    }

    private sealed class Recipe : ReceiveActor
    {
        public Recipe() => ReceiveAny(_ => Sender.Tell(Context.Props.Type));
    }

    private sealed class Ticking(IActorRef target) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() =>
            Timers.StartPeriodicTimer("key", "tick", Second * 3, Second, target);

        protected override void OnReceive(object message) => target.Tell(message, Sender);
    }
}
