using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace Engine.Conformance.TestKit;

public sealed class TestSchedulerSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    public TestSchedulerSpec()
        : base(TestConfigs.TestSchedulerConfig)
    {
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_message_comes_when_its_time_has_come()
    {
        Scheduler.ScheduleTellOnce(Second, TestActor, "x", ActorRefs.NoSender);

        Scheduler.Advance(Second - TimeSpan.FromTicks(1));
        ExpectNoMsg(Short);
        Scheduler.Advance(TimeSpan.FromTicks(1));
        ExpectMsg("x");
        Scheduler.Advance(Second * 10);
        ExpectNoMsg(Short);
    }

    [Fact]
    public void A_repeated_message_comes_each_time()
    {
        Scheduler.ScheduleTellRepeatedly(Second, Second * 2, TestActor, "x", ActorRefs.NoSender);

        Scheduler.Advance(Second);
        ExpectMsg("x");
        Scheduler.Advance(Second * 2);
        ExpectMsg("x");
        Scheduler.Advance(Second);
        ExpectNoMsg(Short);
    }

    [Fact]
    public void What_was_cancelled_does_not_come()
    {
        var once = new Cancelable(Scheduler.Advanced);
        var repeated = new Cancelable(Scheduler.Advanced);
        Scheduler.ScheduleTellOnce(Second, TestActor, "once", ActorRefs.NoSender, once);
        Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "repeated", ActorRefs.NoSender, repeated);

        once.Cancel();
        Scheduler.Advance(Second);
        ExpectMsg("repeated");
        repeated.Cancel();
        Scheduler.Advance(Second);

        ExpectNoMsg(Short);
    }

    [Fact]
    public void Actions_run_in_the_order_of_time()
    {
        var order = new List<int>();
        Scheduler.Advanced.ScheduleOnce(Second * 2, () => order.Add(2));
        Scheduler.Advanced.ScheduleOnce(Second, () => order.Add(1));
        Scheduler.Advanced.ScheduleRepeatedly(Second * 3, Second * 10, () => order.Add(3));

        Scheduler.Advance(Second * 4);

        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public void Time_is_moved_to_a_moment_and_never_back()
    {
        var start = Scheduler.Now;

        Scheduler.AdvanceTo(start + Second);

        Assert.Equal(start + Second, Scheduler.Now);
        Assert.ThrowsAny<InvalidOperationException>(() => Scheduler.AdvanceTo(start));
    }

    [Fact]
    public void Timers_of_actors_are_in_this_time()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticker(TestActor)));
        ExpectMsg("started");

        Scheduler.Advance(Second);
        ExpectMsg("tick");
        Scheduler.Advance(Second);
        ExpectMsg("tick");
        actor.Tell("stop");
        ExpectMsg("stopped");
        Scheduler.Advance(Second);

        ExpectNoMsg(Short);
    }

    private sealed class Ticker : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _target;

        public Ticker(IActorRef target)
        {
            _target = target;
            Receive<string>(text => text == "tick", target.Tell);
            Receive<string>(text => text == "stop", _ =>
            {
                Timers.CancelAll();
                target.Tell("stopped");
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartPeriodicTimer("key", "tick", Second);
            _target.Tell("started");
        }
    }
}
