using Akka.TestKit;
using Akka.TestKit.Configs;

namespace Engine.Conformance.TestKit;

public sealed class TestSchedulerOverloadsSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private int _runs;

    public TestSchedulerOverloadsSpec()
        : base(TestConfigs.TestSchedulerConfig)
    {
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Actions_run_once()
    {
        Scheduler.ScheduleOnce(Second, () => _runs++);
        Scheduler.ScheduleOnce(Second * 3, () => _runs++);

        Scheduler.Advance(Second);
        Scheduler.Advance(Second);

        Assert.Equal(1, _runs);
    }

    [Fact]
    public void Actions_run_repeatedly()
    {
        Scheduler.ScheduleRepeatedly(Second, Second, () => _runs++);

        Scheduler.Advance(Second);
        Assert.Equal(1, _runs);
        Scheduler.Advance(Second);
        Assert.Equal(2, _runs);
    }
}
