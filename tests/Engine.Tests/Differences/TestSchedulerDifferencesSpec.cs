using Akka.Actor;
using Akka.Dispatch;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace Engine.Tests.Differences;

/// <summary>A scheduler of virtual time that does all that a scheduler does; Akka.NET's leaves some of this out.</summary>
public sealed class TestSchedulerDifferencesSpec() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private int _runs;

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Actions_and_runnables_run_once()
    {
        Scheduler.ScheduleOnce(Second, () => _runs++);
        Scheduler.ScheduleOnce(Second, () => _runs++, new Cancelable(Scheduler.Advanced));
        Scheduler.ScheduleOnce(Second, new ActionRunnable(() => _runs++));
        Scheduler.ScheduleOnce(Second, new ActionRunnable(() => _runs++), new Cancelable(Scheduler.Advanced));

        Scheduler.Advance(Second);
        Scheduler.Advance(Second);

        Assert.Equal(4, _runs);
    }

    [Fact]
    public void Actions_and_runnables_run_repeatedly_until_cancelled()
    {
        var cancelable = new Cancelable(Scheduler.Advanced);
        Scheduler.ScheduleRepeatedly(Second, Second, () => _runs++);
        Scheduler.ScheduleRepeatedly(Second, Second, () => _runs++, cancelable);
        Scheduler.ScheduleRepeatedly(Second, Second, new ActionRunnable(() => _runs++));
        Scheduler.ScheduleRepeatedly(Second, Second, new ActionRunnable(() => _runs++), cancelable);

        Scheduler.Advance(Second);
        Assert.Equal(4, _runs);
        cancelable.Cancel();
        Scheduler.Advance(Second);
        Assert.Equal(6, _runs);
    }

    [Fact]
    public void What_is_cancelled_does_not_run()
    {
        var cancelled = new Cancelable(Scheduler.Advanced);
        Scheduler.ScheduleOnce(Second, () => _runs++, cancelled);
        Scheduler.Advanced.ScheduleOnceCancelable(1000, () => _runs++).Cancel();
        Scheduler.Advanced.ScheduleRepeatedlyCancelable(Second, Second, () => _runs++).Cancel();
        cancelled.Cancel();

        Scheduler.Advance(Second);
        Assert.Equal(0, _runs);
    }

    [Fact]
    public void All_clocks_go_together()
    {
        var (now, monotonic, fine) = (Scheduler.Now, Scheduler.MonotonicClock, Scheduler.HighResMonotonicClock);

        Scheduler.Advance(Second);

        Assert.Equal(now + Second, Scheduler.Now);
        Assert.Equal(monotonic + Second, Scheduler.MonotonicClock);
        Assert.Equal(fine + Second, Scheduler.HighResMonotonicClock);
    }
}
