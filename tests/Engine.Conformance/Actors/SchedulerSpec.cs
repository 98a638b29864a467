using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class SchedulerSpec : ActorsSpec
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_message_is_sent_after_its_delay_and_not_before()
    {
        var before = Sys.Scheduler.MonotonicClock;
        Sys.Scheduler.ScheduleTellOnce(Short, TestActor, "later", ActorRefs.NoSender);
        ExpectMsg("later");

        Assert.True(Sys.Scheduler.MonotonicClock - before >= Short);
    }

    [Fact]
    public void Messages_come_in_the_order_of_their_delays()
    {
        Sys.Scheduler.ScheduleTellOnce(3 * Short, TestActor, "third", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "first", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(Short, TestActor, "second", ActorRefs.NoSender);

        ExpectMsg("first");
        ExpectMsg("second");
        ExpectMsg("third");
    }

    [Fact]
    public void A_repeated_message_comes_until_it_is_cancelled()
    {
        var cancel = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Short, Short, TestActor, "tick", ActorRefs.NoSender);
        ExpectMsg("tick");
        ExpectMsg("tick");
        ExpectMsg("tick");
        cancel.Cancel();

        Assert.True(cancel.IsCancellationRequested);
    }

    [Fact]
    public void Cancelled_work_is_not_done()
    {
        var cancel = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellOnce(Short, TestActor, "never", ActorRefs.NoSender, cancel);
        cancel.Cancel();
        Sys.Scheduler.ScheduleTellOnce(2 * Short, TestActor, "marker", ActorRefs.NoSender);

        ExpectMsg("marker");
    }

    [Fact]
    public void Actions_are_run_once_and_repeatedly()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(Short, () => TestActor.Tell("once", ActorRefs.NoSender));
        ExpectMsg("once");
        var cancel = Sys.Scheduler.Advanced.ScheduleRepeatedlyCancelable(Short, Short, () => TestActor.Tell("again", ActorRefs.NoSender));
        ExpectMsg("again");
        ExpectMsg("again");
        cancel.Cancel();
    }

    [Fact]
    public void An_action_that_throws_harms_no_other()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(Short, () => throw new Known("on purpose"));
        Sys.Scheduler.ScheduleTellOnce(2 * Short, TestActor, "still ticking", ActorRefs.NoSender);

        ExpectMsg("still ticking");
    }

    [Fact]
    public void Negative_delays_and_empty_intervals_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellOnce(-Short, TestActor, "x", ActorRefs.NoSender));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellRepeatedly(Short, TimeSpan.Zero, TestActor, "x", ActorRefs.NoSender));
    }

    [Fact]
    public async Task A_cancelable_cancels_itself_after_a_time()
    {
        var cancelable = new Cancelable(Sys.Scheduler, Short);
        var cancelled = new TaskCompletionSource();
        cancelable.Token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(Soon);

        Assert.True(cancelable.IsCancellationRequested);
    }

    [Fact]
    public void Linked_cancelables_are_cancelled_together()
    {
        var (one, two) = (new Cancelable(Sys.Scheduler), new Cancelable(Sys.Scheduler));
        var linked = Cancelable.CreateLinkedCancelable(Sys.Scheduler, one, two);
        Assert.False(linked.IsCancellationRequested);
        two.Cancel();

        Assert.True(linked.IsCancellationRequested);
        Assert.True(Cancelable.CreateCanceled().IsCancellationRequested);
    }

    [Fact]
    public void Milliseconds_will_do()
    {
        Sys.Scheduler.ScheduleTellOnce(1, TestActor, "ms", ActorRefs.NoSender);
        ExpectMsg("ms");
        Sys.Scheduler.ScheduleTellOnceCancelable(1, TestActor, "cancelable", ActorRefs.NoSender);

        ExpectMsg("cancelable");
    }
}
