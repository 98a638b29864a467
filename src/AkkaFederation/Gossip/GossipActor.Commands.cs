using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using AkkaFederation.Settings;

namespace AkkaFederation.Gossip;

/// <content>What the API asks for.</content>
internal sealed partial class GossipActor
{
    private readonly Dictionary<ulong, PendingSync> _syncs = [];
    private GossipId _published;
    private IActorRef? _asksForSync;

    private void OnCommand(GossipCommand command)
    {
        try
        {
            if (Execute(command) is { } answer) Sender.Tell(answer, Self);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            Sender.Tell(new Status.Failure(e), Self);
        }
    }

    private object? Execute(GossipCommand command)
    {
        if (_core.HasLeft && command is not (GossipCommand.GetStats or GossipCommand.Shutdown or GossipCommand.GetActiveNodes))
            throw new InvalidOperationException("Gossip of this node has been shut down.");
        switch (command)
        {
            case GossipCommand.Propagate propagate: return Propagate(propagate);
            case GossipCommand.Sync sync: Sync(sync); return null;
            case GossipCommand.AddNode add: return Change(() => _folk.Add(add.Peer, add.Endpoint));
            case GossipCommand.RemoveNode remove: return Change(() => _folk.Remove(remove.Peer));
            case GossipCommand.GetActiveNodes:
                return _core.HasLeft ? [] : _core.ActivePeers().Select(p => new GossipNode(p, _folk.EndpointOf(p), _core.CapacityOf(p))).ToImmutableArray();
            case GossipCommand.GetStats: return Stats();
            case GossipCommand.UpdateConfig update: return Update(update.Change);
            case GossipCommand.Shutdown: return Shutdown();
            default: throw new ArgumentException($"Not a gossip command: {command.GetType().Name}.", nameof(command));
        }
    }

    private object Propagate(GossipCommand.Propagate propagate)
    {
        if (propagate.Payload.Length > _settings.MaxPayload)
            throw new ArgumentException($"A payload of {propagate.Payload.Length} bytes: at most {_settings.MaxPayload} are taken (federation.gossip.max-payload).", nameof(propagate));
        if (propagate.HopLimit is { } hops && (hops < 1 || hops > _settings.HopLimit))
            throw new ArgumentException($"A hop limit of {hops}: expected 1 to {_settings.HopLimit} (federation.gossip.hop-limit).", nameof(propagate));
        Step(new GossipPublish(
            propagate.Kind,
            propagate.Payload,
            propagate.Priority ?? GossipKinds.PriorityOf(propagate.Kind),
            propagate.HopLimit ?? GossipKinds.HopLimitOf(propagate.Kind, _settings.HopLimit)));
        return _published;
    }

    private void Sync(GossipCommand.Sync sync)
    {
        if (sync.Peer is { } peer && !_core.ActivePeers().Contains(peer))
            throw new ArgumentException($"{peer} is not among the active nodes.", nameof(sync));
        _asksForSync = Sender;
        Step(new GossipSyncNow(sync.Peer));
    }

    private void BeginSync(RunRound round)
    {
        var asked = round.Sends.Length;
        var pending = new PendingSync(_asksForSync, asked, Now);
        _asksForSync = null;
        _syncs.Add(round.Round, pending);
        if (asked == 0) AnswerSync(round.Round);
    }

    private void OnSyncEnded(SyncEnded ended)
    {
        var child = Context.Child(NameOf(ended.Round));
        if (!child.IsNobody()) child.Tell(new RoundPeerDone(ended.Peer), Self);
        if (!_syncs.TryGetValue(ended.Round, out var pending)) return;
        pending.Answered++;
        pending.Received += ended.Received;
        if (pending.Answered == pending.Asked) AnswerSync(ended.Round);
    }

    private void AnswerSync(ulong round)
    {
        if (_syncs.Remove(round, out var pending))
            pending.Asker?.Tell(new GossipSyncResult(pending.Asked, pending.Answered, pending.Received, Now - pending.StartedAt), Self);
    }

    private object Change(Action change)
    {
        change();
        Step(new GossipMembersChanged(_folk.Members));
        return Done.Instance;
    }

    private object Update(Func<GossipSettings, GossipSettings> change)
    {
        var settings = change(_settings) ?? throw new ArgumentException("There are no settings.", nameof(change));
        GossipLimits.Check(settings);
        _settings = settings;
        Step(new GossipReconfigure(settings.ToOptions()));
        return settings;
    }

    private object Shutdown()
    {
        Step(GossipLeave.Instance);
        foreach (var round in _syncs.Keys.ToList()) AnswerSync(round);
        return Done.Instance;
    }

    private GossipStats Stats()
    {
        var counters = _core.Counters;
        return new GossipStats
        {
            Sent = counters.Sent,
            Received = counters.Received,
            BytesSent = _meter.Bytes,
            BytesReceived = _bytesReceived,
            Published = counters.Published,
            Delivered = counters.Delivered,
            Duplicates = counters.Duplicates,
            SyncRequestsSent = counters.SyncRequestsSent,
            SyncRequestsReceived = counters.SyncRequestsReceived,
            SyncResponsesSent = counters.SyncResponsesSent,
            SyncResponsesReceived = counters.SyncResponsesReceived,
            Failed = counters.Failed + _lost,
            Rounds = counters.Rounds,
            Snapshots = counters.Snapshots,
            Skipped = counters.Skipped,
            Dropped = [.. Enum.GetValues<GossipPriority>().Select(counters.Dropped)],
            Refused = counters.Refusals.ToImmutableSortedDictionary(),
            AverageLatency = counters.LatencySamples == 0 ? null : counters.LatencyTotal / counters.LatencySamples,
            CompressionRatio = _meter.CompressedTo == 0 ? 1 : (double)_meter.CompressedFrom / _meter.CompressedTo,
            Utilisation = _core.Utilisation(Now),
            Waiting = _core.Waiting,
            Origins = _core.Log.OriginCount,
            LogBytes = _core.Log.Bytes,
        };
    }

    private sealed class PendingSync(IActorRef? asker, int asked, TimeSpan startedAt)
    {
        public IActorRef? Asker => asker;

        public int Asked => asked;

        public TimeSpan StartedAt => startedAt;

        public int Answered { get; set; }

        public int Received { get; set; }
    }
}
