using System.Diagnostics;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Bench;

/// <summary>
/// Kills the leading process with SIGKILL, again and again, and measures until a majority follows another leader, and until
/// a proposal that was made at the moment of the kill is committed. The killed process starts again each time.
/// </summary>
internal sealed class LeaderKillBench(IFederationPort port, ILocalNodes nodes)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly byte[] Payload = new byte[256];

    /// <param name="kills">How many.</param>
    /// <param name="figures">What is found is added here.</param>
    /// <param name="told">Told after each of them.</param>
    /// <param name="random">When the next one comes, so that it has nothing to do with heartbeats.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FedException">The federation did not come right within half a minute.</exception>
    public async Task RunAsync(int kills, LeaderKillFigures figures, Action<int> told, Random random, CancellationToken stop)
    {
        await using var monitor = new ClusterMonitor(port, nodes.Addresses, Poll);
        for (var i = 0; i < kills; i++)
        {
            if (!await monitor.WaitAsync(v => v.IsFormed(), Limit, stop)) throw FedException.Failed($"the nodes were not whole within {Limit.TotalSeconds:0} s.");
            await ProposeAsync(stop);
            await Task.Delay(random.Next(300, 800), stop);
            await KillAsync(monitor, figures, stop);
            told(i + 1);
        }
    }

    private async Task KillAsync(ClusterMonitor monitor, LeaderKillFigures figures, CancellationToken stop)
    {
        var former = monitor.Latest.Leader();
        if (former < 0) throw FedException.Failed("nobody leads though nothing was wrong.");
        var term = monitor.Latest.Nodes[former]!.Term;
        var killed = Stopwatch.GetTimestamp();
        await nodes.KillAsync(former);
        monitor.Forget(former);
        var commits = CommitAsync(killed, stop);
        if (!await monitor.WaitAsync(v => v.Leader() is >= 0 and var next && next != former && v.Nodes[next]!.Term > term, Limit, stop))
            throw FedException.Failed($"no other leader within {Limit.TotalSeconds:0} s of killing the former.");
        var leads = Stopwatch.GetElapsedTime(killed);
        figures.Add(leads, await commits);
        await nodes.RestartAsync(former, stop);
    }

    private async Task<TimeSpan> CommitAsync(long killed, CancellationToken stop)
    {
        await ProposeAsync(stop);
        return Stopwatch.GetElapsedTime(killed);
    }

    private async Task ProposeAsync(CancellationToken stop)
    {
        var result = await port.ProposeAsync(0, Payload, Limit, certificate: false, stop);
        if (result.Outcome != ProposeOutcome.Committed) throw FedException.Failed($"a proposal was {result.Outcome}. {result.Reason}");
    }
}
