using Akka.Actor;
using Akka.Dispatch;

namespace Engine.Conformance.Actors;

/// <summary>The many ways to schedule code, on the scheduler of real time.</summary>
public sealed class SchedulerOverloadsSpec : ActorsSpec
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    private IAdvancedScheduler Scheduler => Sys.Scheduler.Advanced;

    [Fact]
    public void Actions_are_scheduled_in_milliseconds()
    {
        var cancelled = new Cancelable(Scheduler);
        cancelled.Cancel();
        Scheduler.ScheduleOnce(20, Say("never"), cancelled);
        Scheduler.ScheduleRepeatedly(20, 20, Say("never"), cancelled);
        Scheduler.ScheduleOnceCancelable(10_000, Say("never")).Cancel();
        Scheduler.ScheduleOnceCancelable(TimeSpan.FromSeconds(10), Say("never")).Cancel();
        Scheduler.ScheduleRepeatedlyCancelable(10_000, 20, Say("never")).Cancel();
        Scheduler.ScheduleRepeatedlyCancelable(TimeSpan.FromSeconds(10), Short, Say("never")).Cancel();
        Scheduler.ScheduleOnce(60, Say("once"));
        ExpectMsg("once");
        Scheduler.ScheduleRepeatedly(20, 20, Say("repeated"));

        ExpectMsg("repeated");
        ExpectMsg("repeated");
    }

    [Fact]
    public void Runnables_are_scheduled_until_cancelled()
    {
        var repeated = new Cancelable(Scheduler);
        Scheduler.ScheduleOnce(Short, Run("once"));
        ExpectMsg("once");
        Scheduler.ScheduleOnce(Short, Run("once"), repeated);
        ExpectMsg("once");
        Scheduler.ScheduleRepeatedly(Short, Short, Run("repeated"), repeated);
        ExpectMsg("repeated");
        ExpectMsg("repeated");
        repeated.Cancel();
        Scheduler.ScheduleOnce(5 * Short, Run("after"));
        FishForMessage(m => m is "after");

        ExpectNoMsg(3 * Short);
    }

    private Action Say(string text)
    {
        var test = TestActor;
        return () => test.Tell(text);
    }

    private ActionRunnable Run(string text) => new(Say(text));
}
