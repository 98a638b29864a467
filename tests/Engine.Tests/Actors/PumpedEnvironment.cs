using Akka.Dispatch;
using AkkaFederation.Engine;

namespace Engine.Tests.Actors;

/// <summary>A world with one thread, a clock that a test moves, and seeded randomness.</summary>
internal sealed class PumpedEnvironment(int seed) : EngineEnvironment
{
    private readonly Queue<IRunnable> _work = new();
    private readonly Random _random = new(seed);

    public TimeSpan Now { get; set; }

    public override DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch + Now;

    public override TimeSpan Monotonic => Now;

    public override bool MayBlock => false;

    public override int NextUid() => _random.Next(1, int.MaxValue);

    public override Random CreateRandom() => new(_random.Next());

    public override ExecutorService CreateExecutor(string id, int threads) => new Executor(id, this);

    public void Pump()
    {
        while (_work.TryDequeue(out var run))
            run.Run();
    }

    private sealed class Executor(string id, PumpedEnvironment world) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => world._work.Enqueue(run);

        public override void Shutdown()
        {
        }
    }
}
