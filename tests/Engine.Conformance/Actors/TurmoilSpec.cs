using Akka.Actor;

namespace Engine.Conformance.Actors;

/// <summary>
/// A tree whose actors fail, are stopped, restarted, resumed and escalated at random, all at once. Whatever happens,
/// nobody may be left suspended: every actor that lives answers, and the system comes to its end.
/// </summary>
public sealed class TurmoilSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Nobody_is_left_suspended(int seed)
    {
        var system = ActorSystem.Create("turmoil", "akka.loglevel = OFF, akka.stdout-loglevel = OFF, akka.log-dead-letters = off");
        var roots = Enumerable.Range(0, 4).Select(i => system.ActorOf(Props.Create(() => new Node(3, seed + i)), $"root-{i}")).ToArray();
        Parallel.For(0, 4, t =>
        {
            var random = new Random(seed * 10 + t);
            for (int i = 0; i < 400; i++)
                roots[random.Next(4)].Tell(new Route(random.Next(), random.Next(4), Draw(random)), ActorRefs.NoSender);
        });

        foreach (var root in roots)
        {
            var identity = await system.ActorSelection(root.Path).Ask<ActorIdentity>(new Identify(seed), Patience);
            if (identity.Subject is not null)
                Assert.True(await root.Ask<int>("count", Patience) > 0);
        }

        await system.Terminate().WaitAsync(Patience);
    }

    private static object Draw(Random random) => random.Next(20) switch
    {
        < 6 => new Fault(Directive.Restart),
        < 9 => new Fault(Directive.Resume),
        < 12 => new Fault(Directive.Escalate),
        12 => new Fault(Directive.Stop),
        13 => PoisonPill.Instance,
        14 => "stop a child",
        15 => "make a child",
        16 => "wait",
        _ => "work",
    };

    private sealed record Route(int Choice, int Depth, object Message);

    private sealed record Fault(Directive Directive);

    private sealed class Failure(Directive directive) : Exception
    {
        public Directive Directive { get; } = directive;
    }

    private sealed class Node : ReceiveActor, IWithUnboundedStash, IWithTimers
    {
        private readonly int _depth;
        private readonly int _seed;
        private int _count;

        public Node(int depth, int seed)
        {
            (_depth, _seed) = (depth, seed);
            Receive<Route>(Pass);
            Receive<Fault>(f => throw new Failure(f.Directive));
            Receive<string>(_ => Sender.Tell(Count()), m => m == "count");
            ReceiveAsync<string>(
                async _ =>
                {
                    await Task.Yield();
                    _count++;
                    await Task.Yield();
                },
                m => m == "wait");
            Receive<string>(Work);
            Receive<Terminated>(_ => { });
        }

        public IStash Stash { get; set; } = null!;

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartPeriodicTimer("tick", "work", TimeSpan.FromMilliseconds(20));
            for (int i = Context.GetChildren().Count(); i < 2 && _depth > 0; i++)
                Make();
        }

        protected override SupervisorStrategy SupervisorStrategy() => (_seed + _depth) % 2 == 0
            ? new OneForOneStrategy(Decide)
            : new AllForOneStrategy(Decide);

        protected override void PreRestart(Exception reason, object message)
        {
            // Some keep their children over a restart.
            if (_seed % 3 != 0)
                base.PreRestart(reason, message);
            else
                PostStop();
        }

        private static Directive Decide(Exception e) => e is Failure failure ? failure.Directive : Directive.Restart;

        private void Pass(Route route)
        {
            var children = Context.GetChildren().ToArray();
            if (route.Depth == 0 || children.Length == 0)
                Self.Tell(_depth == 3 && route.Message is PoisonPill ? "work" : route.Message);
            else
                children[route.Choice % children.Length].Tell(new Route(route.Choice / 7, route.Depth - 1, route.Message));
        }

        private void Work(string what)
        {
            switch (what)
            {
                case "stop a child" when Context.GetChildren().FirstOrDefault() is { } child:
                    Context.Stop(child);
                    break;
                case "make a child" when _depth > 0:
                    Context.Watch(Make());
                    break;
                case "work" when ++_count % 5 == 0:
                    Stash.Stash();
                    break;
                case "work" when _count % 7 == 0:
                    Stash.UnstashAll();
                    break;
            }
        }

        private IActorRef Make()
        {
            int depth = _depth - 1, seed = _seed + 1;
            return Context.ActorOf(Props.Create(() => new Node(depth, seed)));
        }

        private int Count() => ++_count;
    }
}
