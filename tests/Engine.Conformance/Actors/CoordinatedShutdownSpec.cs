using Akka;
using Akka.Actor;
using Akka.Configuration;

namespace Engine.Conformance.Actors;

public sealed class CoordinatedShutdownSpec
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Phases_run_in_the_order_of_their_dependencies()
    {
        var (system, shutdown) = Create();
        var order = new List<string>();
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "c", () => Note(order, "last"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "b", () => Note(order, "middle"));
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "a", () => Note(order, "first"));
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Soon);

        Assert.Equal(["first", "middle", "last"], order);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task It_runs_once_and_keeps_the_first_reason()
    {
        var (system, shutdown) = Create();
        int runs = 0;
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "count", () => Task.FromResult(Count(ref runs)));
        Assert.Null(shutdown.ShutdownReason);
        var first = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        var second = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        await Task.WhenAll(first, second).WaitAsync(Soon);

        Assert.Equal(1, runs);
        Assert.Same(CoordinatedShutdown.UnknownReason.Instance, shutdown.ShutdownReason);
        Assert.True(system.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Terminate_runs_the_phases()
    {
        var (system, shutdown) = Create();
        bool ran = false;
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "mark", () => Task.FromResult(Mark(out ran)));
        await system.Terminate().WaitAsync(Soon);

        Assert.True(ran);
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task A_task_that_fails_does_not_stop_the_rest()
    {
        var (_, shutdown) = Create();
        bool ran = false;
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fail", () => throw new Known("on purpose"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "mark", () => Task.FromResult(Mark(out ran)));
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Soon);

        Assert.True(ran);
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_left_behind()
    {
        var (_, shutdown) = Create("akka.coordinated-shutdown.phases.service-unbind.timeout = 50ms");
        bool ran = false;
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "hang", () => new TaskCompletionSource<Done>().Task);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "mark", () => Task.FromResult(Mark(out ran)));
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Soon);

        Assert.True(ran);
    }

    [Fact]
    public async Task It_may_begin_with_a_later_phase()
    {
        var (_, shutdown) = Create();
        var order = new List<string>();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "a", () => Note(order, "early"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "b", () => Note(order, "late"));
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop).WaitAsync(Soon);

        Assert.Equal(["late"], order);
    }

    [Fact]
    public async Task Phases_of_the_configuration_are_known_with_their_times()
    {
        var (system, shutdown) = Create("""
            akka.coordinated-shutdown.phases.mine { depends-on = [service-stop], timeout = 7s }
            """);

        Assert.Equal(TimeSpan.FromSeconds(7), shutdown.Timeout("mine"));
        Assert.Equal(TimeSpan.FromSeconds(5), shutdown.Timeout(CoordinatedShutdown.PhaseServiceStop));
        Assert.Equal(TimeSpan.FromSeconds(10), shutdown.Timeout(CoordinatedShutdown.PhaseActorSystemTerminate));
        Assert.ThrowsAny<Exception>(() => shutdown.AddTask("no such phase", "x", () => Task.FromResult(Done.Instance)));
        await system.Terminate().WaitAsync(Soon);
    }

    [Fact]
    public async Task The_system_survives_where_the_configuration_says_so()
    {
        var (system, shutdown) = Create("""
            akka.coordinated-shutdown { terminate-actor-system = off, run-by-actor-system-terminate = off }
            """);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Soon);
        Assert.False(system.WhenTerminated.IsCompleted);
        await system.Terminate().WaitAsync(Soon);

        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
    }

    private static (ActorSystem System, CoordinatedShutdown Shutdown) Create(string config = "")
    {
        var system = ActorSystem.Create("shutdown", ConfigurationFactory.ParseString(config + """

            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
            """));
        return (system, CoordinatedShutdown.Get(system));
    }

    private static Task<Done> Note(List<string> order, string what)
    {
        lock (order)
            order.Add(what);
        return Task.FromResult(Done.Instance);
    }

    private static Done Count(ref int count)
    {
        count++;
        return Done.Instance;
    }

    private static Done Mark(out bool ran)
    {
        ran = true;
        return Done.Instance;
    }
}
