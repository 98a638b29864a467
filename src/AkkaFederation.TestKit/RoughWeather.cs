namespace AkkaFederation.TestKit;

/// <summary>
/// Crashes, restarts of all, pauses, stalling CPUs, partitions, broken and slow links, lost, doubled and reordered messages,
/// clocks that run wrong and jump, disks that stall, fail, fill up and turn read-only, some at the same time. Whom it strikes,
/// how and for how long is drawn from the seed; the leader is struck more often than others.
/// </summary>
internal class RoughWeather(SimulatedWorld world) : Faults(world)
{
    protected override TimeSpan Strike()
    {
        var node = Random.Next(3) == 0 ? World.Leader ?? AnyNode() : AnyNode();
        switch (Random.Next(20))
        {
            case 0 or 1: Strike("crash", () => CrashFor(node, Between(50, 3000))); break;
            case 2: Strike("restart in order", () => StopFor(node, Between(200, 3000))); break;
            case 3: Strike("restart of all", RestartAll); break;
            case 4 or 5: Strike("partition", () => For(Between(200, 4000), () => World.Partition([.. AnySide(node)]))); break;
            case 6: Strike("one-way partition", () => For(Between(200, 4000), () => BlockOneWay(node))); break;
            case 7: Strike("broken link", () => World.Break(node, AnyNode())); break;
            case 8: Strike("slow link", () => For(Between(500, 4000), () => World.Slow(node, Between(5, 100), Between(1, 100), Random.Next(2) * 20_000))); break;
            case 9: Strike("loss", () => For(Between(500, 5000), () => World.Expose(AnyFaults() with { Duplication = 0, Reordering = 0 }))); break;
            case 10: Strike("duplication and reordering", () => For(Between(500, 5000), () => World.Expose(AnyFaults()))); break;
            case 11: Strike("one-way loss", () => For(Between(500, 5000), () => World.Expose(node, AnyNode(), AnyFaults() with { Loss = Random.NextDouble() }))); break;
            case 12: Strike("pause", () => PauseFor(node, Between(50, 1500))); break;
            case 13: Strike("cpu stalls", () => StallCpuFor(node, Between(1000, 6000))); break;
            case 14: Strike("clock drift", () => node.ClockDriftPpm = Random.Next(-100_000, 100_001)); break;
            case 15: Strike("clock jump", () => node.JumpClock(TimeSpan.FromSeconds(Random.Next(-1_000_000_000, 1_000_000_001)))); break;
            case 16: Strike("disk stall", () => StallDiskFor(node, Between(50, 3000))); break;
            case 17: Strike("disk failure", () => Spoil(node, node.FailDisk)); break;
            case 18: Strike("disk full", () => Spoil(node, node.FillDisk)); break;
            case 19: Strike("disk read-only", () => Spoil(node, node.MakeDiskReadOnly)); break;
        }

        return Between(200, 2000);
    }

    private void For(TimeSpan span, Action fault)
    {
        fault();
        World.Loop.After(span, World.Heal);
    }

    // One alone, or any side, with which it goes.
    private IEnumerable<SimulatedNode> AnySide(SimulatedNode node)
    {
        var alone = Random.Next(2) == 0;
        return World.Nodes.Where(n => n == node || (!alone && Random.Next(2) == 0)).ToList();
    }

    // Hears nobody, or is heard by nobody, or does not reach one other: half-open links of every kind.
    private void BlockOneWay(SimulatedNode node)
    {
        var (kind, other) = (Random.Next(3), AnyNode());
        foreach (var each in World.Nodes.Where(n => n != node && (kind < 2 || n == other)))
        {
            if (kind == 0) World.Block(each, node);
            else World.Block(node, each);
        }
    }

    private void RestartAll()
    {
        var within = Random.Next(2) * 500;
        foreach (var node in World.Nodes)
        {
            var down = Between(50, 3000);
            World.Loop.After(Between(0, within), () => CrashFor(node, down));
        }
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

    // A node whose disk fails ends by itself, at its next write; somebody puts the disk right and starts it again.
    private void Spoil(SimulatedNode node, Action spoil)
    {
        if (!node.IsRunning) return;
        spoil();
        World.Loop.After(Between(200, 3000), () =>
        {
            if (!node.Host.Disk.IsBad) return;
            node.Crash();
            World.Loop.After(Between(50, 500), () =>
            {
                if (!node.IsRunning) node.Start();
            });
        });
    }
}
