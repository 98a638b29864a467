using Akka.Actor;
using Akka.Actor.Setup;
using Akka.TestKit;
using AkkaFederation.Engine;

namespace Engine.Tests.Actors;

/// <summary>
/// A system takes time, randomness and threads from its environment alone: with one thread and a clock of ours it does
/// the same thing each time, on that thread.
/// </summary>
public sealed class EnvironmentSpec
{
    private const string Config = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        """;

    [Fact]
    public void A_system_lives_and_ends_on_the_one_thread_that_it_is_given()
    {
        var (trace, threads) = Run(seed: 7);

        Assert.Equal([Environment.CurrentManagedThreadId], threads);
        Assert.Equal("echo", trace[0].Split(' ')[0]);
        Assert.Contains("tick", trace);
        Assert.Contains("restarted", trace);
        Assert.Contains("after await", trace);
        Assert.Equal("terminated", trace[^1]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        Assert.Equal(Run(seed: 7).Trace, Run(seed: 7).Trace);
        Assert.NotEqual(Run(seed: 7).Trace, Run(seed: 8).Trace);
    }

    private static (List<string> Trace, HashSet<int> Threads) Run(int seed)
    {
        var world = new PumpedEnvironment(seed);
        var trace = new List<string>();
        var threads = new HashSet<int>();
        var system = ActorSystem.Create("pumped", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(Config), new EngineEnvironmentSetup(world)));
        world.Pump();
        Action<string> note = Note;
        var actor = system.ActorOf(Props.Create(() => new Subject(note)), "subject");
        actor.Tell("echo", ActorRefs.NoSender);
        actor.Tell("fail", ActorRefs.NoSender);
        actor.Tell("await", ActorRefs.NoSender);
        world.Pump();
        ((TestScheduler)system.Scheduler).Advance(TimeSpan.FromSeconds(1));
        world.Pump();
        var answer = actor.Ask<string>("question", TimeSpan.FromSeconds(1));
        world.Pump();
        Assert.Equal("answer", answer.Result);
        system.RegisterOnTermination(() => Note("terminated"));
        _ = system.Terminate();
        world.Pump();
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        return (trace, threads);

        void Note(string what)
        {
            trace.Add(what);
            threads.Add(Environment.CurrentManagedThreadId);
        }
    }

    private sealed class Subject(Action<string> note) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("key", "tick", TimeSpan.FromSeconds(1));

        protected override void PostRestart(Exception reason)
        {
            note("restarted");
            base.PostRestart(reason);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "echo":
                    note($"echo {Self.Path.ToStringWithUid()}");
                    break;
                case "fail":
                    throw new InvalidOperationException("on purpose");
                case "await":
                    RunTask(async () =>
                    {
                        await Task.Yield();
                        note("after await");
                    });
                    break;
                case "question":
                    Sender.Tell("answer");
                    break;
                default:
                    note(message.ToString()!);
                    break;
            }
        }
    }
}
