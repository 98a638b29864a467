#nullable disable
using System.Diagnostics;
using Akka.Dispatch;

namespace AkkaFederation.Engine;

/// <summary>
/// Everything that an actor system takes from the world around it: time, randomness and threads. One instance per
/// system; the simulation puts its own in place through <see cref="EngineEnvironmentSetup"/>, and nothing else in the
/// engine reads a clock, draws a random number or touches the thread pool.
/// </summary>
internal abstract class EngineEnvironment
{
    public static EngineEnvironment Real { get; } = new RealEnvironment();

    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>Time since an arbitrary start; never goes back.</summary>
    public abstract TimeSpan Monotonic { get; }

    /// <summary>False where a single thread does everything, so that waiting for an actor would wait for ever.</summary>
    public abstract bool MayBlock { get; }

    /// <summary>
    /// How the engine completes tasks that others wait for: on the pool, so that no waiter holds up an actor, or, where
    /// a single thread does everything, at once.
    /// </summary>
    public TaskCreationOptions Completion =>
        MayBlock ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;

    /// <summary>
    /// Whether a wait of the engine that begins here must come back here, as <c>ConfigureAwait</c> takes it: on one thread
    /// no pool may carry continuations off.
    /// </summary>
    public static bool IsOneThread =>
        SynchronizationContext.Current is Simulation.SimulationContext || TaskScheduler.Current is ActorTaskScheduler { IsOneThread: true };

    /// <summary>The environment of a system.</summary>
    public static EngineEnvironment Of(Akka.Actor.ActorSystem system) =>
        (system as Akka.Actor.Internal.ActorSystemImpl)?.Environment ?? Real;

    /// <summary>A number that tells incarnations of one path apart; never zero.</summary>
    public abstract int NextUid();

    /// <summary>A generator for one user; seeded in a simulation.</summary>
    public abstract Random CreateRandom();

    /// <summary>The threads of a dispatcher. <paramref name="threads"/> of zero means the shared pool.</summary>
    public abstract ExecutorService CreateExecutor(string id, int threads);

    /// <summary>The scheduler of a system; null for the one that the configuration names.</summary>
    public virtual Akka.Actor.IScheduler CreateScheduler(Akka.Configuration.Config config, Akka.Event.ILoggingAdapter log) => null;

    /// <summary>Starts work that belongs to the system and not to the actor that happens to ask for it.</summary>
    public virtual void Begin(Func<Task> work) => _ = work();

    private sealed class RealEnvironment : EngineEnvironment
    {
        public override DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

        public override TimeSpan Monotonic => Stopwatch.GetElapsedTime(0);

        public override bool MayBlock => true;

        public override int NextUid() => Random.Shared.Next(1, int.MaxValue);

        public override Random CreateRandom() => new();

        public override ExecutorService CreateExecutor(string id, int threads) =>
            threads == 0 ? new ThreadPoolExecutor(id) : new DedicatedThreadExecutor(id, threads);
    }
}

/// <summary>Puts another world around an actor system.</summary>
internal sealed class EngineEnvironmentSetup(EngineEnvironment environment) : Akka.Actor.Setup.Setup
{
    public EngineEnvironment Environment { get; } = environment;
}
