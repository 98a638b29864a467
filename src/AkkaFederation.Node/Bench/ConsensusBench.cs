using System.Diagnostics;
using System.Security.Cryptography;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Demo;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Bench;

/// <summary>
/// Commits per second and their latency as clients see them: each of N clients has one proposal under way and sends the
/// next when it is answered. The time before the window opens (connections, sessions, compilation) is not counted, nor is
/// an answer that comes after it closed.
/// </summary>
internal sealed class ConsensusBench(IFederationPort port, int payload, TimeSpan window, bool certificates) : IAsyncDisposable
{
    public const string Name = "consensus";

    /// <summary>Concurrent proposals that one connection-holding client carries; the default limit of a node is 64.</summary>
    public const int PerConnection = 32;

    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FormationLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FormationPoll = TimeSpan.FromMilliseconds(50);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What tells its cases from those of others that are measured in the same run, such as <c> journal=wal</c>.</summary>
    public string Variant { get; init; } = "";

    public static int Connections(int clients) => (clients + PerConnection - 1) / PerConnection;

    public ValueTask DisposeAsync() => port.DisposeAsync();

    /// <summary>Waits until the nodes have a leader; what comes before is no part of the figures.</summary>
    public async Task FormAsync(IReadOnlyList<string> nodes, CancellationToken stop)
    {
        await using var monitor = new ClusterMonitor(port, nodes, FormationPoll);
        if (!await monitor.WaitAsync(v => v.IsFormed(), FormationLimit, stop))
            throw FedException.Failed($"no federation with a leader within {FormationLimit.TotalSeconds:0} s of starting the nodes.");
    }

    /// <exception cref="FedException">Nothing was committed, or a proposal failed.</exception>
    public async Task<ConsensusRound> RunAsync(int clients, CancellationToken stop)
    {
        var opens = Stopwatch.GetTimestamp() + Ticks(WarmUp);
        var closes = opens + Ticks(window);
        var workers = Enumerable.Range(0, clients).Select(i => WorkAsync(i % Connections(clients), opens, closes, stop));
        var all = new Latencies();
        foreach (var one in await Task.WhenAll(workers))
            all.Add(one);
        if (all.Count == 0)
            throw FedException.Failed($"no proposal was committed within {window.TotalSeconds:0} s with {clients} clients.");
        return new ConsensusRound(all.Count / window.TotalSeconds, all.Percentile(50), all.Percentile(99));
    }

    /// <summary>The median of each figure over all rounds of a case.</summary>
    public IReadOnlyList<BenchFigure> Figures(int clients, IReadOnlyList<ConsensusRound> rounds)
    {
        var name = $"clients={clients}{Variant}";
        return
        [
            new(Name, name, "commits_per_s", Math.Round(ConsensusRound.Median(rounds, r => r.CommitsPerSecond), 1), "1/s"),
            new(Name, name, "p50_ms", Math.Round(ConsensusRound.Median(rounds, r => r.P50), 3), "ms"),
            new(Name, name, "p99_ms", Math.Round(ConsensusRound.Median(rounds, r => r.P99), 3), "ms"),
        ];
    }

    private async Task<Latencies> WorkAsync(int connection, long opens, long closes, CancellationToken stop)
    {
        var times = new Latencies();
        var bytes = RandomNumberGenerator.GetBytes(payload);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            if (started >= closes)
                return times;
            var result = await port.ProposeAsync(connection, bytes, Ttl, certificates, stop);
            if (result.Outcome != ProposeOutcome.Committed)
                throw FedException.Failed($"a proposal was {result.Outcome} while nothing was wrong with the federation. {result.Reason}");
            var ended = Stopwatch.GetTimestamp();
            if (started >= opens && ended <= closes)
                times.Add(Stopwatch.GetElapsedTime(started, ended));
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
