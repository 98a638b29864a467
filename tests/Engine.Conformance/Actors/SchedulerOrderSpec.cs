using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class SchedulerOrderSpec : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_timer_that_is_due_before_the_others_does_not_wait_for_them()
    {
        var scheduler = Sys.Scheduler;
        scheduler.ScheduleTellOnce(TimeSpan.FromHours(1), TestActor, "late", ActorRefs.NoSender);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(30), TestActor, "early", ActorRefs.NoSender);
        ExpectMsg("early");
    }

    [Fact]
    public void Timers_come_in_the_order_of_their_deadlines_whatever_the_order_in_which_they_were_set()
    {
        foreach (var delay in (int[])[900, 100, 6000, 500, 300, 5300])
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(delay), TestActor, delay, ActorRefs.NoSender);
        foreach (var delay in (int[])[100, 300, 500, 900, 5300, 6000])
            ExpectMsg(delay, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Timers_set_from_many_threads_all_fire_once()
    {
        const int Threads = 8, Each = 500;
        Parallel.For(0, Threads, thread =>
        {
            for (var i = 0; i < Each; i++)
                Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(1 + ((i * 7919) % 700)), TestActor, (thread * Each) + i, ActorRefs.NoSender);
        });
        var seen = ReceiveN(Threads * Each, TimeSpan.FromSeconds(30)).Cast<int>().ToHashSet();
        Assert.Equal(Threads * Each, seen.Count);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }
}
