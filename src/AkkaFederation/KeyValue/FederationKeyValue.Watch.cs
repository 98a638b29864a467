using System.Runtime.CompilerServices;
using Akka.Actor;
using AkkaFederation.KeyValue;
using AkkaFederation.Wire;

namespace AkkaFederation;

/// <content>Watching: long questions, so that a node that dies or is cut off costs a moment and no event.</content>
public sealed partial class FederationKeyValue
{
    private static readonly TimeSpan WatchWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchSlack = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The changes of some keys, each once and in the order of the log, without end. It goes on over failures of nodes, and through
    /// any node. To go on after an interruption, watch from the revision of the last event that was taken in: its events come again.
    /// </summary>
    /// <param name="keys">Of which keys.</param>
    /// <param name="fromRevision">Changes of this revision and later ones; null: those after the call.</param>
    /// <param name="ct">To end it.</param>
    /// <exception cref="CompactedException">Changes from there on are no longer kept (8,192 changes, 8 MiB).</exception>
    /// <exception cref="TimeoutException">No node could say, in time, where "now" is.</exception>
    public async IAsyncEnumerable<KeyValueEvent> WatchAsync(
        KeyValueKeys keys, ulong? fromRevision = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var first = fromRevision ?? (await GetStatusAsync(ct: ct)).Revision + 1;
        var at = new EventsSince { Span = StoreCodec.Encode(keys.Range), Revision = Math.Max(1, first) };
        for (var confirm = true; ;)
        {
            var answer = await NextAsync(at, confirm, ct);
            if (answer is null)
            {
                confirm = true;
                continue;
            }

            if (answer.Compacted) throw new CompactedException(at.Revision, answer.Next);
            foreach (var e in answer.Events) yield return EventOf(e);

            // Who has just had news from a node need not ask whether it is cut off.
            confirm = answer.Events.Count == 0;
            if (answer.Next == 0) continue;
            (at.Revision, at.Skip) = (answer.Next, answer.Skip);
        }
    }

    private async Task<StoreAnswer?> NextAsync(EventsSince at, bool confirm, CancellationToken ct)
    {
        var node = _calls.Node;
        try
        {
            var query = new WatchQuery { Events = at.Clone(), WaitMs = (uint)WatchWait.TotalMilliseconds, Confirm = confirm };
            var reply = await _calls.Room(node).Ask<WatchReply>(query, WatchWait + WatchSlack, ct);
            if (reply.Refusal.Length == 0) return reply.Answer;
        }
        catch (AskTimeoutException)
        {
            // It is down, or cut off from this client: the next one has the same events.
        }

        _calls.TurnFrom(node);
        await _calls.PauseAsync(ct);
        return null;
    }

    private static KeyValueEvent EventOf(StoredEvent e) =>
        new(e.Revision, (KeyValueEventKind)e.Kind, KeyValueItem.Of(StoreCodec.Decode(e.Item)));
}
