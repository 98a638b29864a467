using Akka.Actor;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Whatever actors wait for, they go on with on the thread of their world, in the same order each time.</summary>
public sealed class AsyncActorTests
{
    [Fact]
    public void Asynchronous_handlers_asks_and_pipes_stay_on_one_thread_and_repeat_themselves()
    {
        var first = Run(seed: 5);
        Assert.Equal(["asked", "waited", "asked again", "piped"], first.Notes);
        Assert.Equal([Environment.CurrentManagedThreadId], first.Threads);
        Assert.Equal(first.Hash, Run(seed: 5).Hash);
        Assert.NotEqual(first.Hash, Run(seed: 6).Hash);
    }

    [Fact]
    public void An_hour_of_timers_takes_no_hour()
    {
        var loop = new SimulationLoop(1);
        var host = new SimulatedSystem(loop, "one");
        var ticks = 0;
        host.System.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => ticks++);
        loop.RunUntil(TimeSpan.FromHours(1));
        Assert.Equal(3600, ticks);
        Assert.Equal(TimeSpan.FromHours(1), host.System.Scheduler.MonotonicClock);
    }

    [Fact]
    public void A_system_ends_in_order_on_that_thread_too()
    {
        var loop = new SimulationLoop(1);
        var host = new SimulatedSystem(loop, "one");
        var actor = host.Do(s => s.ActorOf(Props.Create(() => new Echo())));
        var stopped = host.Do(_ => actor.GracefulStop(TimeSpan.FromSeconds(1)));
        loop.RunUntil(TimeSpan.FromSeconds(1));
        Assert.True(stopped.IsCompletedSuccessfully);
        var ended = host.Do(s => s.Terminate());
        loop.RunUntil(TimeSpan.FromSeconds(2));
        Assert.True(ended.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Entering_from_another_thread_is_an_error_that_says_so()
    {
        var loop = new SimulationLoop(1);
        Task? foreign = null;
        loop.Post(() =>
        {
            foreign = Task.Run(() => loop.Post(() => { }));
            ((IAsyncResult)foreign).AsyncWaitHandle.WaitOne();
        });
        loop.RunUntil(TimeSpan.Zero);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => foreign!);
        Assert.Contains("another thread", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paused_process_does_later_what_a_dead_one_never_does()
    {
        var loop = new SimulationLoop(1);
        var (paused, dead) = (new SimulatedProcess(loop, "paused", 1), new SimulatedProcess(loop, "dead", 1));
        var done = new List<string>();
        foreach (var process in new[] { paused, dead }) process.After(TimeSpan.FromSeconds(1), () => done.Add(process.Name));
        paused.Pause();
        dead.Crash();
        loop.RunUntil(TimeSpan.FromSeconds(5));
        Assert.Empty(done);
        paused.Resume();
        loop.RunUntil(TimeSpan.FromSeconds(5));
        Assert.Equal(["paused"], done);
    }

    private static (List<string> Notes, HashSet<int> Threads, string Hash) Run(ulong seed)
    {
        var loop = new SimulationLoop(seed);
        var host = new SimulatedSystem(loop, "one");
        var notes = new List<string>();
        var threads = new HashSet<int>();
        Action<string> note = text =>
        {
            notes.Add(text);
            threads.Add(Environment.CurrentManagedThreadId);
        };
        host.Do(s =>
        {
            var echo = s.ActorOf(Props.Create(() => new Echo()));
            s.ActorOf(Props.Create(() => new Waiting(echo, note))).Tell("go");
            return 0;
        });
        loop.RunUntil(TimeSpan.FromSeconds(10));
        return (notes, threads, loop.Trace.Hash());
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(m => Sender.Tell(m));
    }

    private sealed class Waiting : ReceiveActor
    {
        public Waiting(IActorRef echo, Action<string> note)
        {
            ReceiveAsync<string>(
                async _ =>
                {
                    note(await echo.Ask<string>("asked", TimeSpan.FromSeconds(1)));
                    await Task.Yield();
                    note("waited");
                    Task piped = echo.Ask<string>("piped", TimeSpan.FromSeconds(1)).PipeTo(Self);
                    note(piped.IsCompleted ? "too early" : "asked again");
                },
                m => m == "go");
            Receive<string>(note);
        }
    }
}
