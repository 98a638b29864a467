using System.Collections.Concurrent;
using System.Diagnostics;
using AkkaFederation.Node.Local;

namespace AkkaFederation.Node.Demo;

/// <summary>
/// Several clients that propose in bursts, all payloads in turn and then again under fresh ids, until they are told to
/// stop; what is under way then is still waited for, so that every proposal has an outcome.
/// </summary>
internal sealed class LoadGenerator(IFederationPort port, IReadOnlyList<byte[]> payloads, DemoPlan plan)
{
    private readonly ConcurrentQueue<Acknowledgement> _acknowledged = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next = -1;
    private long _proposed;
    private long _aborted;
    private long _expired;
    private long _indeterminate;

    public IReadOnlyCollection<Acknowledgement> Acknowledged => _acknowledged;

    public LoadCounts Counts => new(
        Interlocked.Read(ref _proposed), _acknowledged.Count, Interlocked.Read(ref _aborted),
        Interlocked.Read(ref _expired), Interlocked.Read(ref _indeterminate));

    public Task RunAsync(CancellationToken enough, CancellationToken abandon) =>
        Task.WhenAll(Enumerable.Range(0, port.Clients).Select(client => RunClientAsync(client, enough, abandon)));

    /// <summary>Ends when so many proposals have been acknowledged.</summary>
    public async Task ReachAsync(long acknowledged, CancellationToken stop)
    {
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (_acknowledged.Count >= acknowledged)
                return;
            await more.WaitAsync(stop);
        }
    }

    private async Task RunClientAsync(int client, CancellationToken enough, CancellationToken abandon)
    {
        while (!enough.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, plan.Burst).Select(_ => ProposeAsync(client, abandon)));
            var rest = plan.Pace - Stopwatch.GetElapsedTime(started);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, enough).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ProposeAsync(int client, CancellationToken abandon)
    {
        var payload = payloads[(int)(Interlocked.Increment(ref _next) % payloads.Count)];
        Interlocked.Increment(ref _proposed);
        var result = await port.ProposeAsync(client, payload, plan.ProposalTtl, certificate: true, abandon);
        switch (result.Outcome)
        {
            case ProposeOutcome.Committed:
                _acknowledged.Enqueue(new Acknowledgement(result.Name, result.Index, result.Certificate, Stopwatch.GetTimestamp()));
                Interlocked.Exchange(ref _more, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                break;
            case ProposeOutcome.Aborted:
                Interlocked.Increment(ref _aborted);
                break;
            case ProposeOutcome.Expired:
                Interlocked.Increment(ref _expired);
                break;
            default:
                Interlocked.Increment(ref _indeterminate);
                break;
        }
    }
}

/// <summary>A proposal that the federation told its client was committed: from here on it may never be lost.</summary>
/// <param name="At">When, as a <see cref="Stopwatch"/> timestamp.</param>
internal sealed record Acknowledgement(ProposalName Name, ulong Index, string? Certificate, long At);

internal readonly record struct LoadCounts(long Proposed, long Acknowledged, long Aborted, long Expired, long Indeterminate);
