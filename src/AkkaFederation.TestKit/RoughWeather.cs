namespace AkkaFederation.TestKit;

/// <summary>Crashes, pauses, partitions, broken and slow links, stalled and failing disks, some at the same time.</summary>
internal sealed class RoughWeather(SimulatedWorld world) : Faults(world)
{
    protected override TimeSpan Strike()
    {
        var node = AnyNode();
        switch (Random.Next(10))
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
