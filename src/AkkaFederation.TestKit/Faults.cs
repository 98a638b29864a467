using AkkaFederation.Engine.Simulation;
using AkkaFederation.TestKit.Checks;

namespace AkkaFederation.TestKit;

/// <summary>What happens to a world, drawn from its seed: at random moments random things, until a time.</summary>
internal abstract class Faults(SimulatedWorld world)
{
    protected SimulatedWorld World => world;

    protected Random Random { get; } = SimulatedProcess.RandomOf(world.Seed, "faults");

    private TimeSpan _end;

    /// <summary>Follows failure detection, where the scenario is about that.</summary>
    public virtual AccuracyChecker? Accuracy => null;

    public static Faults? Of(SimulationPlan plan, SimulatedWorld world) => plan.Scenario switch
    {
        SimulationPlan.Steady => null,
        SimulationPlan.Rough => new RoughWeather(world),
        SimulationPlan.LeaderKills => new LeaderKills(world),
        SimulationPlan.Lossy => new LossyLinks(world, plan.Loss),
        SimulationPlan.Stall => new StallingNode(world, plan.Loss),
        _ => throw new ArgumentException($"There is no scenario '{plan.Scenario}'.", nameof(plan)),
    };

    /// <summary>Begins; nothing new happens after the end, and everything is put right then.</summary>
    public void Begin(TimeSpan start, TimeSpan end)
    {
        _end = end;
        World.Loop.After(start - World.Now, Next);
        World.Loop.After(end - World.Now, PutRight);
    }

    protected abstract TimeSpan Strike();

    protected TimeSpan Between(int leastMs, int mostMs) => TimeSpan.FromMilliseconds(Random.Next(leastMs, mostMs + 1));

    protected SimulatedNode AnyNode() => World.Nodes[Random.Next(World.Nodes.Count)];

    protected SimulatedNode AnyVoter() => World.Nodes[Random.Next(World.VoterCount)];

    protected void CrashFor(SimulatedNode node, TimeSpan down)
    {
        if (!node.IsRunning) return;
        node.Crash();
        World.Loop.After(down, () =>
        {
            if (!node.IsRunning) node.Start();
        });
    }

    private void Next()
    {
        if (World.Now >= _end) return;
        World.Loop.After(Strike(), Next);
    }

    private void PutRight()
    {
        World.Heal();
        foreach (var node in World.Nodes)
        {
            if (node.DiskStalled) node.DiskStalled = false;
            node.StallCpu(TimeSpan.Zero, TimeSpan.Zero);
            node.ClockDriftPpm = 0;
            if (node.Host.Disk.Failing) node.Crash();
            if (!node.IsRunning) node.Start();
            else node.Resume();
        }
    }
}
