using System.Diagnostics;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Bench.Membership;

/// <summary>
/// Real nodes on loopback in this one process, membership and gossip alone: what an idle one sends and takes, how soon
/// the death of one that falls silent is known by all others, and how soon a join. A round is a death and then a join, so
/// that the number of living nodes stays. Which nodes die is drawn from a fixed seed.
/// </summary>
internal sealed class MembershipBench(WorkFolder folder, int nodes, MembershipBenchPlan plan, Action<string> progress) : IAsyncDisposable
{
    public const string Name = "membership";

    private const int Seeds = 3;
    private const int StartingAtOnce = 4;
    private const int TlsRecordOverhead = 22;
    private static readonly TimeSpan FormationLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(30);

    private readonly MembershipWatch _watch = new();
    private readonly SortedDictionary<int, LoopbackNode> _living = [];
    private readonly Random _random = new(1);
    private int[] _ports = [];
    private int _next;

    /// <exception cref="FedException">The nodes did not find one another, or a death or a join was never known by all.</exception>
    public async Task<IReadOnlyList<BenchFigure>> RunAsync(CancellationToken stop)
    {
        _ports = FreePorts.Pick(nodes + plan.Rounds);
        folder.MakeIdentities(nodes + plan.Rounds);
        await FormAsync(stop);
        progress($"{nodes} nodes see one another; warming up for {plan.WarmUp.TotalSeconds:0} s");
        await Task.Delay(plan.WarmUp, stop);
        progress($"measuring idle nodes for {plan.Window.TotalSeconds:0} s");
        _watch.BeginToCount();
        var figures = await IdleAsync(stop);
        var (kills, joins, medians) = (new Latencies(), new Latencies(), new Latencies());
        for (var round = 1; round <= plan.Rounds; round++)
        {
            kills.Add(TimeSpan.FromMilliseconds((await KillAsync(stop)).Percentile(100)));
            var join = await JoinAsync(stop);
            joins.Add(TimeSpan.FromMilliseconds(join.Percentile(100)));
            medians.Add(TimeSpan.FromMilliseconds(join.Percentile(50)));
            progress($"round {round} of {plan.Rounds}: a kill known by all after {kills.Percentile(50):0} ms, a join after {joins.Percentile(50):0} ms (medians)");
            await Task.Delay(plan.Pause, stop);
        }

        return [.. figures, .. Figures(kills, joins, medians)];
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_living.Values.Select(n => n.DisposeAsync().AsTask()));

    private async Task FormAsync(CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (_next < nodes)
        {
            var batch = Math.Min(StartingAtOnce, nodes - _next);
            for (var i = 0; i < batch; i++)
                (await StartAsync()).Join();
            await SeenByAllAsync(started, stop);
            progress($"{_next} of {nodes} nodes started");
        }
    }

    private async Task SeenByAllAsync(long started, CancellationToken stop)
    {
        foreach (var (number, node) in _living)
        {
            var others = _living.Keys.Where(n => n != number).ToArray();
            if (await _watch.WaitAsync(node.Id, others, living: true, started, FormationLimit, stop) is null)
                throw Unknown($"node-{number + 1} was not seen within {FormationLimit.TotalMinutes:0} minutes", node, others, living: true);
        }
    }

    private async Task<LoopbackNode> StartAsync()
    {
        var number = _next++;
        var seeds = _living.Values.OrderBy(_ => _random.Next()).Take(Seeds).Select(n => n.Address).ToArray();
        return _living[number] = await LoopbackNode.ListenAsync(folder, number, _ports[number], seeds, _watch);
    }

    private async Task<IReadOnlyList<BenchFigure>> IdleAsync(CancellationToken stop)
    {
        var before = _living.Values.Select(n => n.Traffic).ToArray();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(plan.Window, stop);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        var after = _living.Values.Select(n => n.Traffic).ToArray();
        double PerNode(Func<Engine.Remote.RemotingCounters, long> count) => (after.Sum(count) - before.Sum(count)) / seconds / nodes;
        return
        [
            new(Name, "steady", "msgs_per_node_s", Math.Round(PerNode(t => t.MessagesSent), 2), "1/s"),
            new(Name, "steady", "frames_per_node_s", Math.Round(PerNode(t => t.Writes), 2), "1/s"),
            new(Name, "steady", "bytes_per_node_s", Math.Round(PerNode(t => t.BytesSent + (t.Writes * TlsRecordOverhead)), 1), "B/s"),
            new(Name, "steady", "cpu_per_node_percent", Math.Round(used / seconds / nodes * 100, 3), "%"),
        ];
    }

    private async Task<Latencies> KillAsync(CancellationToken stop)
    {
        var (number, victim) = _living.ElementAt(_random.Next(_living.Count));
        _living.Remove(number);
        var died = Stopwatch.GetTimestamp();
        victim.Die();
        var times = await _watch.WaitAsync(victim.Id, _living.Keys, living: false, died, RoundLimit, stop);
        await victim.DisposeAsync();
        return times ?? throw Unknown($"the death of node-{number + 1} was not known within {RoundLimit.TotalSeconds:0} s", victim, _living.Keys, living: false);
    }

    private async Task<Latencies> JoinAsync(CancellationToken stop)
    {
        var others = _living.Keys.ToArray();
        var node = await StartAsync();
        var began = Stopwatch.GetTimestamp();
        node.Join();
        return await _watch.WaitAsync(node.Id, others, living: true, began, RoundLimit, stop)
            ?? throw Unknown($"the join of node-{_next} was not seen within {RoundLimit.TotalSeconds:0} s", node, others, living: true);
    }

    private FedException Unknown(string what, LoopbackNode node, IEnumerable<int> observers, bool living) =>
        FedException.Failed($"{what} by {_watch.Lacking(node.Id, observers, living)}.");

    private IReadOnlyList<BenchFigure> Figures(Latencies kills, Latencies joins, Latencies medians) =>
    [
        Milliseconds("join", "p50_ms", medians.Percentile(50)),
        Milliseconds("join", "all_ms", joins.Percentile(50)),
        Milliseconds("join", "all_max_ms", joins.Percentile(100)),
        Milliseconds("kill", "all_ms", kills.Percentile(50)),
        Milliseconds("kill", "all_max_ms", kills.Percentile(100)),
        new(Name, "kill", "false_alarms", _watch.FalseAlarms, ""),
    ];

    private static BenchFigure Milliseconds(string row, string metric, double value) => new(Name, row, metric, Math.Round(value, 1), "ms");
}
