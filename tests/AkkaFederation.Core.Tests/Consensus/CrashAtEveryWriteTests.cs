using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// Kills whoever writes at every single step of persistence of one and the same story, once just before and once just after
/// the write, restarts it from what its disk holds, and checks everything.
/// </summary>
public sealed class CrashAtEveryWriteTests
{
    [Fact]
    public void A_crash_at_any_step_of_persistence_loses_nothing_acknowledged_and_signs_nothing_twice()
    {
        var steps = Tell(crashStep: 0);
        Assert.True(steps > 60, $"only {steps} steps");
        for (var step = 1; step <= steps; step++) Tell(step);
    }

    [Fact]
    public void Nor_does_one_at_any_step_of_storing_what_leaves_memory()
    {
        var options = new SimOptions { Log = new LogLimits { MaxEntries = 3, TileLevel = 2, TilesKept = 1 } };
        var steps = Tell(crashStep: 0, options);
        Assert.True(steps > 66, $"only {steps} steps");
        for (var step = 1; step <= steps; step++) Tell(step, options);
    }

    private static int Tell(int crashStep, SimOptions? options = null)
    {
        var cluster = new SimCluster(5, 3, options) { CrashStep = crashStep };
        var session = cluster.OpenSession();
        for (var i = 0; i < 12; i++)
        {
            var alive = cluster.Nodes.Where(n => n.Alive).ToArray();
            cluster.Propose(alive[i % alive.Length], session);
            cluster.RunFor(i == 6 ? 700 : 5);
            if (i == 6) Restart(cluster);
        }

        Restart(cluster);
        cluster.SettleAndCheck();
        Assert.True(crashStep == 0 || cluster.Steps >= crashStep);
        return cluster.Steps;
    }

    private static void Restart(SimCluster cluster)
    {
        foreach (var node in cluster.Nodes.Where(n => !n.Alive)) node.Start();
    }
}
