using AkkaFederation.Engine.Simulation;
using AkkaFederation.TestKit.Checks;
using AkkaFederation.TestKit.KeyValue;

namespace AkkaFederation.TestKit;

/// <summary>What happens to a world, drawn from its seed: at random moments random things, until a time.</summary>
internal abstract class Faults(SimulatedWorld world)
{
    protected SimulatedWorld World => world;

    protected Random Random { get; } = SimulatedProcess.RandomOf(world.Seed, "faults");

    private readonly SortedDictionary<string, int> _struck = new(StringComparer.Ordinal);
    private readonly HashSet<SimulatedProcess> _stopping = [];
    private TimeSpan _end;

    /// <summary>What has gone wrong, and how often.</summary>
    public IReadOnlyDictionary<string, int> Struck => _struck;

    /// <summary>Follows failure detection, where the scenario is about that.</summary>
    public virtual AccuracyChecker? Accuracy => null;

    public static Faults? Of(SimulationPlan plan, SimulatedWorld world) => plan.Scenario switch
    {
        SimulationPlan.Steady => null,
        SimulationPlan.Rough => new RoughWeather(world),
        SimulationPlan.Kv => new KeyValueWeather(world),
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

    /// <summary>Does the next thing; says when the one after it is due.</summary>
    protected abstract TimeSpan Strike();

    protected void Strike(string fault, Action strike)
    {
        _struck[fault] = _struck.GetValueOrDefault(fault) + 1;
        strike();
    }

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

    /// <summary>Ends a life in order, or, where it does not come to its end in time, by force.</summary>
    protected void StopFor(SimulatedNode node, TimeSpan down)
    {
        if (!node.IsRunning) return;
        var life = node.Process!;
        _stopping.Add(life);
        node.Stop();
        World.Loop.After(down, () =>
        {
            if (node.Process != life) return;
            node.Crash();
            node.Start();
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
            if (node.Host.Disk.IsBad || _stopping.Contains(node.Process!)) node.Crash();
            if (!node.IsRunning) node.Start();
            else node.Resume();
        }
    }
}
