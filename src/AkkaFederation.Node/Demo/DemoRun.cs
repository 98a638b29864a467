using System.Diagnostics;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>
/// The demonstration as a sequence of steps over seams: form, load, kill the leader, go on, restart, catch up, check.
/// Time here is real: it belongs to a program that shows something, not to a core.
/// </summary>
internal sealed class DemoRun(ILocalNodes nodes, Func<IReadOnlyList<string>, IFederationPort> connect, ICertificateCheck certificates, IDemoView view, DemoPlan plan)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private string _step = "starting";

    /// <summary>Time that had passed when this run began, counted into its limit.</summary>
    public TimeSpan Head { get; init; }

    private TimeSpan Elapsed => Head + Stopwatch.GetElapsedTime(_started);

    /// <exception cref="FedException">It could not be brought to its end; a failed check is no exception.</exception>
    public async Task<DemoReport> RunAsync(ProposalFile proposals, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(plan.Total - Head);
        var steps = StepsAsync(proposals, limit.Token);
        var first = await Task.WhenAny(steps, nodes.Broken);
        if (first == nodes.Broken)
        {
            await limit.CancelAsync();
            await steps.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

            // Ctrl-C in a terminal reaches the nodes as well: that they end then is not their failure.
            stop.ThrowIfCancellationRequested();
            throw FedException.Failed($"{await nodes.Broken} (while {_step})");
        }
        try
        {
            return await steps;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw FedException.Failed($"the demonstration did not end within {plan.Total.TotalSeconds:0} s; it was {_step}.");
        }
    }

    private async Task<DemoReport> StepsAsync(ProposalFile proposals, CancellationToken stop)
    {
        Enter($"starting {plan.Nodes} nodes");
        await nodes.StartAsync(stop);
        await using var port = connect(nodes.Addresses);
        await using var monitor = new ClusterMonitor(port, nodes.Addresses, plan.Poll);
        var formation = await FormAsync(monitor, stop);

        var load = new LoadGenerator(port, proposals.Payloads, plan);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var loadStarted = Stopwatch.GetTimestamp();
        using var progress = new ProgressTicker(view, monitor, load, () => Elapsed);
        var running = load.RunAsync(enough.Token, stop);
        try
        {
            var (newLeader, catchUp) = await DisturbAsync(monitor, load, progress, running, stop);
            await enough.CancelAsync();
            await running;
            var times = new DemoTimes(formation, newLeader, LongestPause(load.Acknowledged), catchUp,
                Math.Round(load.Acknowledged.Count / Stopwatch.GetElapsedTime(loadStarted).TotalSeconds, 1));
            await LevelAsync(monitor, stop);
            progress.Dispose();
            return await ConcludeAsync(proposals, port, monitor.Latest, load, times, stop);
        }
        finally
        {
            await enough.CancelAsync();
        }
    }

    private async Task<double> FormAsync(ClusterMonitor monitor, CancellationToken stop)
    {
        Enter("waiting for the federation to form and elect a leader");
        if (!await monitor.WaitAsync(v => v.IsFormed(), plan.FormationLimit, stop))
            throw FedException.Failed($"no federation with a leader within {plan.FormationLimit.TotalSeconds:0} s of starting the nodes.");
        var formed = Stopwatch.GetElapsedTime(nodes.LastLaunch);
        var cluster = monitor.Latest;
        view.Step($"formed {formed.TotalMilliseconds:0} ms after the last process was started: node-{cluster.Leader() + 1} leads in term {cluster.Nodes[0]!.Term}");
        return Math.Round(formed.TotalMilliseconds);
    }

    /// <summary>Load, SIGKILL of the leader in mid-stream, load under the new one, restart, catch up.</summary>
    private async Task<(double NewLeaderMs, double CatchUpMs)> DisturbAsync(
        ClusterMonitor monitor, LoadGenerator load, ProgressTicker progress, Task running, CancellationToken stop)
    {
        Enter($"committing proposals from {plan.Clients} clients");
        await HoldAsync(load, plan.LoadBeforeKill, running, stop);

        var killed = monitor.Latest.Leader();
        if (killed < 0 && await monitor.WaitAsync(v => v.Leader() >= 0, plan.NewLeaderLimit, stop))
            killed = monitor.Latest.Leader();
        if (killed < 0)
            throw FedException.Failed("the federation has lost its leader before anything was done to it.");
        Enter($"killing the leader, node-{killed + 1}, with SIGKILL after {load.Counts.Acknowledged} acknowledged proposals");
        var started = Stopwatch.GetTimestamp();
        await nodes.KillAsync(killed);
        monitor.Forget(killed);
        progress.Killed = killed;
        if (!await monitor.WaitAsync(v => v.Leader() is var l && l >= 0 && l != killed, plan.NewLeaderLimit, stop))
            throw FedException.Failed($"no new leader within {plan.NewLeaderLimit.TotalSeconds:0} s of killing node-{killed + 1}.");
        var newLeader = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var leader = monitor.Latest.Leader();
        Enter($"node-{leader + 1} leads in term {monitor.Latest.Nodes[leader]?.Term}, {newLeader:0} ms after the kill");
        await HoldAsync(load, plan.LoadAfterKill, running, stop);

        Enter($"restarting node-{killed + 1} while proposals go on");
        started = Stopwatch.GetTimestamp();
        await nodes.RestartAsync(killed, stop);
        progress.Killed = -1;
        var target = monitor.Latest.HighestCommit;
        if (!await monitor.WaitAsync(v => v.Nodes[killed]?.CommitIndex >= target, plan.CatchUpLimit, stop))
            throw FedException.Failed($"node-{killed + 1} did not catch up to index {target} within {plan.CatchUpLimit.TotalSeconds:0} s.");
        var catchUp = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        view.Step($"node-{killed + 1} has caught up to index {target}, {catchUp:0} ms after its restart");
        return (Math.Round(newLeader), Math.Round(catchUp));
    }

    private async Task LevelAsync(ClusterMonitor monitor, CancellationToken stop)
    {
        Enter("letting all nodes reach the same commit index");
        if (!await monitor.WaitAsync(v => v.IsLevel() && v.Leader() >= 0, plan.CatchUpLimit, stop))
            throw FedException.Failed($"the nodes did not reach one commit index within {plan.CatchUpLimit.TotalSeconds:0} s.");
    }

    private async Task<DemoReport> ConcludeAsync(
        ProposalFile proposals, IFederationPort port, ClusterView cluster, LoadGenerator load, DemoTimes times, CancellationToken stop)
    {
        Enter("reading the three logs back and checking");
        var logs = await Task.WhenAll(nodes.Addresses.Select(a => ReadAsync(port, a, stop)));
        var size = cluster.HighestCommit;
        var roots = await Task.WhenAll(nodes.Addresses.Select(a => port.GetRootAsync(a, size, stop)));
        var checks = new List<CheckResult>();
        Report(LogChecks.AcknowledgedExactlyOnce(load.Acknowledged, logs));
        Report(LogChecks.SameOrder(logs));
        Report(LogChecks.SameRoots(size, roots));
        Report(LogChecks.Certified(load.Acknowledged));
        Report(await certificates.CheckAsync(port, nodes.Addresses[0], load.Acknowledged, stop));
        return new DemoReport
        {
            Ok = checks.All(c => c.Ok),
            Seconds = Math.Round(Elapsed.TotalSeconds, 1),
            Proposals = $"{proposals.Name}: {proposals.Payloads.Count} ({proposals.Records} records, {proposals.Texts} texts)",
            Load = load.Counts,
            Times = times,
            Nodes = [.. nodes.Addresses.Select((a, i) => new DemoNode($"node-{i + 1}", cluster.Nodes[i]!.Did, a, cluster.Nodes[i]!.CommitIndex, roots[i]))],
            Checks = checks,
        };

        void Report(CheckResult check)
        {
            checks.Add(check);
            view.Check(check);
        }
    }

    private static async Task<IReadOnlyList<LoggedProposal>> ReadAsync(IFederationPort port, string node, CancellationToken stop)
    {
        var log = new List<LoggedProposal>();
        await foreach (var proposal in port.ReadProposalsAsync(node, stop))
            log.Add(proposal);
        return log;
    }

    private static double LongestPause(IReadOnlyCollection<Acknowledgement> acknowledged)
    {
        var longest = 0L;
        var last = 0L;
        foreach (var at in acknowledged.Select(a => a.At).Order())
        {
            longest = last == 0 ? 0 : Math.Max(longest, at - last);
            last = at;
        }
        return Math.Round(Stopwatch.GetElapsedTime(0, longest).TotalMilliseconds);
    }

    /// <summary>Lets the load run, until something has come of it too; a client that fails ends the wait with its own error.</summary>
    private async Task HoldAsync(LoadGenerator load, TimeSpan wanted, Task running, CancellationToken stop)
    {
        var some = load.ReachAsync(load.Counts.Acknowledged + plan.Burst, stop);
        var enough = Task.WhenAll(Task.Delay(plan.Fit(wanted, Elapsed), stop), some);
        await await Task.WhenAny(enough, running);
    }

    private void Enter(string step)
    {
        _step = step;
        view.Step(step);
    }
}
