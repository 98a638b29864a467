namespace AkkaFederation.TestKit;

/// <summary>
/// Crashes, pauses, stalling CPUs, partitions, broken and slow links, lost, doubled and reordered messages, clocks that run
/// wrong and jump, stalled and failing disks, some at the same time.
/// </summary>
internal sealed class RoughWeather(SimulatedWorld world) : Faults(world)
{
    protected override TimeSpan Strike()
    {
        var node = AnyNode();
        switch (Random.Next(15))
        {
            case 0: CrashFor(node, Between(50, 3000)); break;
            case 1: CrashFor(World.Leader ?? node, Between(50, 3000)); break;
            case 2: PauseFor(node, Between(50, 1500)); break;
            case 3: For(Between(200, 4000), () => World.Partition(node)); break;
            case 4: For(Between(200, 4000), () => World.Partition([.. World.Nodes.Where(_ => Random.Next(2) == 0)])); break;
            case 5: For(Between(200, 4000), () => World.Block(node, AnyNode())); break;
            case 6: World.Break(node, AnyNode()); break;
            case 7: For(Between(500, 4000), () => World.Slow(node, Between(5, 100), Between(1, 100), Random.Next(2) * 20_000)); break;
            case 8: StallDiskFor(node, Between(50, 1500)); break;
            case 9: FailDisk(node); break;
            case 10: For(Between(500, 5000), () => World.Expose(AnyFaults())); break;
            case 11: For(Between(500, 5000), () => World.Expose(node, AnyNode(), AnyFaults() with { Loss = Random.NextDouble() })); break;
            case 12: node.ClockDriftPpm = Random.Next(-100_000, 100_001); break;
            case 13: node.JumpClock(TimeSpan.FromSeconds(Random.Next(-1_000_000_000, 1_000_000_001))); break;
            case 14: StallCpuFor(node, Between(1000, 6000)); break;
        }

        return Between(200, 2000);
    }

    private void For(TimeSpan span, Action fault)
    {
        fault();
        World.Loop.After(span, World.Heal);
    }

    private void PauseFor(SimulatedNode node, TimeSpan span)
    {
        node.Pause();
        World.Loop.After(span, node.Resume);
    }

    private MessageFaults AnyFaults() => new()
    {
        Loss = Random.NextDouble() * 0.2,
        Duplication = Random.NextDouble() * 0.2,
        Reordering = Random.NextDouble() * 0.2,
        Detour = Between(1, 400),
    };

    private void StallCpuFor(SimulatedNode node, TimeSpan span)
    {
        var every = Between(200, 1500);
        node.StallCpu(every * Random.NextDouble(), every);
        World.Loop.After(span, () => node.StallCpu(TimeSpan.Zero, every));
    }

    private void StallDiskFor(SimulatedNode node, TimeSpan span)
    {
        node.DiskStalled = true;
        World.Loop.After(span, () => node.DiskStalled = false);
    }

    // A node whose disk fails ends its participation; somebody replaces the disk's controller and starts it again.
    private void FailDisk(SimulatedNode node)
    {
        node.FailDisk();
        World.Loop.After(Between(200, 2000), () => CrashFor(node, Between(50, 500)));
    }
}
