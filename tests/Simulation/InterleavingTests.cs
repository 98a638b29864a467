using Akka.Actor;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.Simulation.Tests;

/// <summary>What is ready at one instant runs in an order that the seed chooses; what one actor tells another stays in line.</summary>
public sealed class InterleavingTests
{
    private const int Actors = 4;
    private const int Each = 3;

    [Fact]
    public void Other_seeds_see_other_interleavings_and_the_same_seed_the_same()
    {
        var seen = Enumerable.Range(1, 20).Select(seed => string.Join(' ', Race((ulong)seed))).ToList();
        Assert.True(seen.Distinct().Count() > 8, $"20 seeds saw {seen.Distinct().Count()} interleavings");
        for (var seed = 1; seed <= 20; seed++) Assert.Equal(seen[seed - 1], string.Join(' ', Race((ulong)seed)));
    }

    [Fact]
    public void What_one_actor_tells_another_stays_in_line()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var told = Race(seed);
            for (var actor = 0; actor < Actors; actor++)
                Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{actor}:{i}"), told.Where(t => t[0] == '0' + actor));
        }
    }

    [Fact]
    public void Timers_of_one_instant_fire_in_any_order()
    {
        var seen = new HashSet<string>();
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var loop = new SimulationLoop(seed);
            var order = "";
            foreach (var name in new[] { "a", "b", "c" })
            {
                var host = new SimulatedSystem(loop, name);
                host.System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(1), () => order += name);
            }

            loop.RunUntil(TimeSpan.FromSeconds(2));
            seen.Add(order);
        }

        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public void What_came_due_during_a_pause_fires_in_the_order_in_which_it_was_due()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var loop = new SimulationLoop(seed);
            var host = new SimulatedSystem(loop, "one");
            var fired = new List<int>();
            for (var i = 9; i >= 1; i--)
            {
                var number = i;
                host.System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(i), () => fired.Add(number));
            }

            host.Process.Pause();
            loop.RunUntil(TimeSpan.FromSeconds(10));
            Assert.Empty(fired);
            host.Process.Resume();
            loop.RunUntil(TimeSpan.FromSeconds(10));
            Assert.Equal(Enumerable.Range(1, 9), fired);
        }
    }

    // Every actor passes what it gets on to one that keeps it; all of them begin at the same instant.
    private static List<string> Race(ulong seed)
    {
        var loop = new SimulationLoop(seed);
        var host = new SimulatedSystem(loop, "one");
        var told = new List<string>();
        host.Do(s =>
        {
            var target = s.ActorOf(Props.Create(() => new Keeper(told)));
            for (var i = 0; i < Actors; i++)
            {
                var relay = s.ActorOf(Props.Create(() => new Relay(target)));
                for (var n = 0; n < Each; n++) relay.Tell($"{i}:{n}");
            }

            return 0;
        });
        loop.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Equal(Actors * Each, told.Count);
        return told;
    }

    private sealed class Keeper : ReceiveActor
    {
        public Keeper(List<string> told) => Receive<string>(told.Add);
    }

    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef target) => Receive<string>(m => target.Tell(m));
    }
}
