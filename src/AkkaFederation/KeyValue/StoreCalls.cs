using System.Globalization;
using Akka.Actor;
using AkkaFederation.Client;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.KeyValue;

/// <summary>Questions and commands of one client: which node is asked, how long, and what the answers mean to a caller.</summary>
internal sealed class StoreCalls
{
    private static readonly TimeSpan OneNode = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FederationClient _client;
    private readonly TimeSpan _timeout;
    private int _turn;

    public StoreCalls(FederationClient client, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromHours(1));
        (_client, _timeout) = (client, timeout);

        // Not all clients with the same node.
        _turn = ClientContext.Get(client.System).NextRandom().Next(client.Nodes.Addresses.Count);
    }

    public TimeSpan Now => _client.System.Scheduler.MonotonicClock;

    /// <summary>The node whose turn it is; one that answers keeps it.</summary>
    public string Node => _client.Nodes.Addresses[(int)((uint)Volatile.Read(ref _turn) % (uint)_client.Nodes.Addresses.Count)];

    public ICanTell Room(string node) => _client.Nodes.FindKeyValue(node);

    /// <summary>The next node's turn, unless it is another's than this one already.</summary>
    public void TurnFrom(string node)
    {
        if (Node == node) Interlocked.Increment(ref _turn);
    }

    public Task PauseAsync(CancellationToken ct)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.System.Scheduler.Advanced.ScheduleOnce(Pause, () => over.TrySetResult());
        ct.ThrowIfCancellationRequested();
        return over.Task;
    }

    /// <summary>Asks one node after the other until one answers.</summary>
    /// <exception cref="TimeoutException">None did in time.</exception>
    public async Task<StoreAnswer> QueryAsync(StoreQuestion question, bool stale, CancellationToken ct)
    {
        var bytes = question.ToByteArray();
        var deadline = Now + _timeout;
        var silent = 0;
        for (var trouble = ""; ;)
        {
            var left = deadline - Now;
            if (left <= TimeSpan.Zero) throw new TimeoutException($"No node of {_client.Nodes.Addresses.Count} answered within {_timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s: {trouble}");
            var node = Node;
            try
            {
                return StoreAnswer.Parser.ParseFrom((await _client.QueryAsync(node, bytes, stale, left < OneNode ? left : OneNode, ct)).Span);
            }
            catch (Exception e) when (e is TimeoutException or AskTimeoutException or InvalidOperationException)
            {
                trouble = e is AskTimeoutException ? $"{node} is silent." : e.Message;
                TurnFrom(node);
            }

            // Once around: to ask faster would help nobody.
            if (++silent % _client.Nodes.Addresses.Count == 0) await PauseAsync(ct);
        }
    }

    /// <summary>Has a command committed; its result, where it took place or its condition did not hold.</summary>
    public async Task<StoreResult> ProposeAsync(StoreCommand command, ulong lease, CancellationToken ct)
    {
        var outcome = await SettleAsync(await _client.ProposeAsync(CommandCodec.Encode(command), new ProposeOptions { Ttl = _timeout, WithCertificate = false }, ct), ct);
        var result = outcome switch
        {
            ProposalOutcome.Committed committed => ResultOf(committed),
            ProposalOutcome.Aborted { Cause: AbortCause.Fenced } => throw new TimeoutException($"The command was not committed within {_timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s and never will be; nothing was written."),
            ProposalOutcome.Aborted aborted => throw new KeyValueException($"The federation refuses the command: {aborted.Reason}."),
            ProposalOutcome.Expired => throw new TimeoutException($"No leader was found within {_timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s; nothing was written."),
            _ => throw new IndeterminateException(outcome.Id, outcome.Session, "no answer came in time"),
        };
        return result.Status switch
        {
            StoreStatus.Done or StoreStatus.ConditionFailed => result,
            StoreStatus.NoSuchLease => throw new LeaseLostException(lease),
            _ => throw new KeyValueException(Explain(result)),
        };
    }

    // What is in doubt is settled at once, where that can be done: applied, or fenced for good.
    private async Task<ProposalOutcome> SettleAsync(ProposalOutcome outcome, CancellationToken ct)
    {
        if (outcome is not ProposalOutcome.Indeterminate || outcome.Session == 0) return outcome;
        try
        {
            var settled = await _client.ResolveAsync(outcome, _timeout, ct);
            if (settled is ProposalOutcome.Committed { Result: not { IsEmpty: false } } applied)
                throw new IndeterminateException(outcome.Id, outcome.Session, $"it was applied as entry {applied.Index}, and its result is no longer held");
            return settled;
        }
        catch (InvalidOperationException gone) when (gone is not ObjectDisposedException)
        {
            throw new IndeterminateException(outcome.Id, outcome.Session, gone.Message.TrimEnd('.'));
        }
    }

    public static string Explain(StoreResult result)
    {
        var most = result.Most.ToString("N0", CultureInfo.InvariantCulture);
        return result.Limit switch
        {
            StoreLimit.KeyLength => $"A key is a text of 1 to {most} bytes in UTF-8.",
            StoreLimit.ValueLength => $"A value has at most {most} bytes.",
            StoreLimit.Keys => $"The store is full: it takes {most} keys (fed kv limits).",
            StoreLimit.Bytes => $"The store is full: its keys may weigh {most} bytes (fed kv limits).",
            StoreLimit.Ttl => $"A lease lives {StoreLimits.MinTtlMs} to {most} ms.",
            StoreLimit.Leases => $"There are {most} leases, the most that the store takes.",
            StoreLimit.KeysOfLease => $"The lease has {most} keys, the most that may hang on one.",
            StoreLimit.Limits => $"That limit is from 1 to {most}.",
            _ => "The store cannot read the command: its nodes may be older than this client, or the key is not UTF-8.",
        };
    }

    private static StoreResult ResultOf(ProposalOutcome.Committed committed)
    {
        if (committed.Result is not { } bytes)
            throw new IndeterminateException(committed.Id, committed.Session, $"entry {committed.Index} was applied so long ago that its result is no longer held");
        if (bytes.IsEmpty)
            throw new KeyValueException("The federation has committed the command and has no key-value store that would apply it: set federation.state-machine = kv on its nodes.");
        return ResultCodec.TryDecode(bytes.Span, out var result, out var error) ? result : throw new KeyValueException($"The store's answer cannot be read: {error}.");
    }
}
