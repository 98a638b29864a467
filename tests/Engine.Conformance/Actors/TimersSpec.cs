using Akka.Actor;
using Akka.TestKit;

namespace Engine.Conformance.Actors;

public sealed class TimersSpec() : ActorsSpec("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_single_timer_fires_once_and_is_inactive_then()
    {
        var actor = Started(t => t.StartSingleTimer("key", "ring", Second));
        Scheduler.Advance(Second);
        ExpectMsg("ring");
        Scheduler.Advance(5 * Second);
        actor.Tell("active?", TestActor);

        ExpectMsg("");
    }

    [Fact]
    public void A_periodic_timer_fires_until_it_is_cancelled()
    {
        var actor = Started(t => t.StartPeriodicTimer("key", "tick", Second));
        for (int i = 0; i < 3; i++)
        {
            Scheduler.Advance(Second);
            ExpectMsg("tick");
        }

        Do(actor, t => t.Cancel("key"));
        Scheduler.Advance(5 * Second);
        actor.Tell("active?", TestActor);

        ExpectMsg("");
    }

    [Fact]
    public void A_periodic_timer_may_begin_with_another_delay()
    {
        Started(t => t.StartPeriodicTimer("key", "tick", 3 * Second, Second));
        Scheduler.Advance(2 * Second);
        ExpectNothingYet();
        Scheduler.Advance(Second);
        ExpectMsg("tick");
        Scheduler.Advance(Second);

        ExpectMsg("tick");
    }

    [Fact]
    public void A_timer_replaces_the_one_with_the_same_key()
    {
        Started(t =>
        {
            t.StartSingleTimer("key", "first", Second);
            t.StartSingleTimer("key", "second", 2 * Second);
        });
        Scheduler.Advance(Second);
        ExpectNothingYet();
        Scheduler.Advance(Second);

        ExpectMsg("second");
    }

    [Fact]
    public async Task A_timer_that_has_fired_but_waits_in_the_mailbox_does_not_outlive_a_cancel()
    {
        var (entered, go) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var actor = Started(t => t.StartSingleTimer("key", "ring", Second));
        actor.Tell(new Step(t =>
        {
            entered.SetResult();
            go.Wait(Soon);
            t.Cancel("key");
        }));
        await entered.Task.WaitAsync(Soon);
        Scheduler.Advance(Second);
        go.Set();
        actor.Tell("active?", TestActor);

        ExpectMsg("");
    }

    [Fact]
    public void A_timer_does_not_outlive_a_restart()
    {
        var actor = Started(t => t.StartPeriodicTimer("key", "tick", Second));
        actor.Tell(new Step(_ => throw new Known("on purpose")));
        actor.Tell("active?", TestActor);
        ExpectMsg("");
        Scheduler.Advance(5 * Second);
        actor.Tell("active?", TestActor);

        ExpectMsg("");
    }

    [Fact]
    public void CancelAll_and_ActiveTimers_know_every_timer()
    {
        var actor = Started(t =>
        {
            t.StartSingleTimer("a", "ring a", Second);
            t.StartPeriodicTimer("b", "ring b", Second);
        });
        actor.Tell("active?", TestActor);
        ExpectMsg("a,b");
        Do(actor, t =>
        {
            Assert.True(t.IsTimerActive("a"));
            t.CancelAll();
            Assert.False(t.IsTimerActive("a"));
        });
        actor.Tell("active?", TestActor);

        ExpectMsg("");
    }

    [Fact]
    public void A_timer_may_have_a_sender()
    {
        Started(t => t.StartSingleTimer("key", "sender?", Second, TestActor));
        Scheduler.Advance(Second);

        ExpectMsg(TestActor);
    }

    [Fact]
    public void A_timer_dies_with_its_actor()
    {
        var actor = Started(t => t.StartPeriodicTimer("key", "tick", Second));
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Scheduler.Advance(5 * Second);

        ExpectNothingYet();
    }

    private IActorRef Started(Action<ITimerScheduler> start)
    {
        var log = TestActor;
        var actor = Sys.ActorOf(Props.Create(() => new Timed(log)));
        Do(actor, start);
        return actor;
    }

    private void Do(IActorRef actor, Action<ITimerScheduler> step)
    {
        actor.Tell(new Step(step));
        actor.Tell("done?", TestActor);
        ExpectMsg("done");
    }

    private void ExpectNothingYet()
    {
        TestActor.Tell("nothing yet");
        ExpectMsg("nothing yet");
    }

    private sealed record Step(Action<ITimerScheduler> Run);

    private sealed class Timed(IActorRef log) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Step step:
                    step.Run(Timers);
                    break;
                case "active?":
                    Sender.Tell(string.Join(",", Timers.ActiveTimers.Order()));
                    break;
                case "done?":
                    Sender.Tell("done");
                    break;
                case "sender?":
                    log.Tell(Sender);
                    break;
                default:
                    log.Tell(message);
                    break;
            }
        }
    }
}
