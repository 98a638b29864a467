using System.Diagnostics;
using System.Security.Cryptography;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Bench;

/// <summary>
/// A follower is killed, the log grows by so many entries without it, and it starts again while clients go on proposing: how
/// fast it has what it missed, what that costs the others' commits, and how much memory the nodes take meanwhile.
/// </summary>
internal sealed class CatchUpBench(IFederationPort port, ILocalNodes nodes, Func<int, long> memoryOf, string row) : IAsyncDisposable
{
    public const string Name = "catch-up";
    private const int Tenths = 10;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(20);
    private readonly List<Task> _clients = [];
    private readonly CancellationTokenSource _end = new();
    private long _commits;
    private volatile bool _stopped;

    public required int Payload { get; init; }

    /// <summary>Concurrent proposals while the log grows.</summary>
    public required int Fillers { get; init; }

    /// <summary>Concurrent proposals while the rate is measured, before and during the catching up.</summary>
    public required int Clients { get; init; }

    /// <summary>How long the rate is measured before the follower returns.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="FedException">The federation did not come right, or the follower did not catch up.</exception>
    public async Task<IReadOnlyList<BenchFigure>> RunAsync(int entries, Action<string> told, CancellationToken stop)
    {
        await using var monitor = new ClusterMonitor(port, nodes.Addresses, Poll);
        if (!await monitor.WaitAsync(v => v.IsFormed(), Limit, stop)) throw FedException.Failed($"no federation with a leader within {Limit.TotalSeconds:0} s.");
        var leader = monitor.Latest.Leader();
        var follower = leader == 0 ? 1 : 0;
        var from = monitor.Latest.HighestCommit;
        await nodes.KillAsync(follower);
        monitor.Forget(follower);

        var figures = new List<BenchFigure>();
        Start(Fillers);
        for (var tenth = 1; tenth <= Tenths; tenth++)
        {
            var target = from + (ulong)((long)entries * tenth / Tenths);
            await AwaitAsync(monitor, v => v.HighestCommit >= target, LongLimit, $"{target} entries", stop);
            figures.Add(new(Name, $"{row} entries={(long)entries * tenth / Tenths}", "leader_rss_mb", Megabytes(leader), "MB"));
            told($"{(long)entries * tenth / Tenths} of {entries} entries, the leader has {Megabytes(leader):0} MB");
        }

        await StopClientsAsync();
        figures.AddRange(await CatchUpAsync(monitor, leader, follower, told, stop));
        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await _end.CancelAsync();
        await Task.WhenAll(_clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        await port.DisposeAsync();
    }

    private async Task<IReadOnlyList<BenchFigure>> CatchUpAsync(ClusterMonitor monitor, int leader, int follower, Action<string> told, CancellationToken stop)
    {
        _stopped = false;
        Start(Clients);
        await Task.Delay(Window / 2, stop);
        var before = await RateAsync(Task.Delay(Window, stop));
        told($"{before:0} commits/s without the follower");

        await nodes.RestartAsync(follower, stop);
        await AwaitAsync(monitor, v => v.Nodes[follower] is { CommitIndex: > 0 }, LongLimit, "the follower's first answer", stop);
        var started = Stopwatch.GetTimestamp();
        var had = monitor.Latest.Nodes[follower]!.CommitIndex;
        var target = monitor.Latest.HighestCommit;
        if (had >= target) throw FedException.Failed("the follower had caught up before it was first heard of: give more --entries.");
        var caughtUp = AwaitAsync(monitor, v => v.Nodes[follower]?.CommitIndex >= target, LongLimit, "the follower to catch up", stop);
        var during = await RateAsync(caughtUp);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var after = await RateAsync(Task.Delay(Window, stop));
        await StopClientsAsync();
        return
        [
            Of("behind", target - had, "1"),
            Of("seconds", Math.Round(seconds, 3), "s"),
            Of("entries_per_s", Math.Round((target - had) / seconds), "1/s"),
            Of("commits_per_s_before", Math.Round(before, 1), "1/s"),
            Of("commits_per_s_during", Math.Round(during, 1), "1/s"),
            Of("commits_per_s_after", Math.Round(after, 1), "1/s"),
            Of("leader_drop_percent", Math.Round(Math.Max(0, 100 * (1 - (during / before))), 1), "%"),
            Of("leader_rss_mb", Megabytes(leader), "MB"),
            Of("follower_rss_mb", Megabytes(follower), "MB"),
        ];
    }

    private BenchFigure Of(string metric, double value, string unit) => new(Name, row, metric, value, unit);

    private double Megabytes(int node) => Math.Round(memoryOf(node) / 1048576.0, 1);

    private async Task<double> RateAsync(Task meanwhile)
    {
        var (commits, started) = (Interlocked.Read(ref _commits), Stopwatch.GetTimestamp());
        await meanwhile;
        return (Interlocked.Read(ref _commits) - commits) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task AwaitAsync(ClusterMonitor monitor, Func<ClusterView, bool> condition, TimeSpan limit, string what, CancellationToken stop)
    {
        var waiting = monitor.WaitAsync(condition, limit, stop);
        var failed = Task.WhenAny(_clients.Append(nodes.Broken));
        while (await Task.WhenAny(waiting, failed) != waiting)
        {
            if (nodes.Broken.IsCompleted) throw FedException.Failed(await nodes.Broken);
            await (_clients.Find(c => c.IsFaulted) ?? Task.CompletedTask);
            failed = Task.WhenAny(_clients.Where(c => !c.IsCompleted).Append(nodes.Broken));
        }

        if (!await waiting) throw FedException.Failed($"waited {limit.TotalSeconds:0} s for {what}.");
    }

    private void Start(int clients)
    {
        for (var i = 0; i < clients; i++) _clients.Add(WorkAsync(i % port.Clients));
    }

    private async Task StopClientsAsync()
    {
        _stopped = true;
        await Task.WhenAll(_clients);
        _clients.Clear();
    }

    private async Task WorkAsync(int connection)
    {
        var bytes = RandomNumberGenerator.GetBytes(Payload);
        while (!_stopped)
        {
            var result = await port.ProposeAsync(connection, bytes, Ttl, false, _end.Token);
            if (result.Outcome != ProposeOutcome.Committed) throw FedException.Failed($"a proposal was {result.Outcome}. {result.Reason}");
            Interlocked.Increment(ref _commits);
        }
    }
}
