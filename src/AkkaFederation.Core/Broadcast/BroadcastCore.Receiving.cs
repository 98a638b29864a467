using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <content>What peers say.</content>
internal sealed partial class BroadcastCore
{
    private void OnReceived(BroadcastReceived received)
    {
        Counters.Received++;
        if (received.From == Self || !_overlay.IsKnown(received.From))
        {
            Refuse(BroadcastRefusal.NotAMember, received.From, "the sender is not in the membership table");
            return;
        }

        var link = LinkOf(received.From);
        link.LastHeard = _now;
        switch (received.Message)
        {
            case PayloadMessage payload: OnPayload(link, payload); break;
            case HaveMessage have: OnHave(link, have); break;
            case GraftMessage graft: OnGraft(link, graft); break;
            case PruneMessage prune: OnPrune(link, prune); break;
            default: throw new ArgumentException($"Not a broadcast message: {received.Message.GetType().Name}.", nameof(received));
        }
    }

    private void OnPayload(PeerLink link, PayloadMessage message)
    {
        var signed = message.Broadcast;
        var (id, state) = (signed.Id, Look(signed.Id));
        if (id.Origin == Self && state == SeenState.New)
        {
            Refuse(BroadcastRefusal.OwnName, link.Id, $"{id} is not of this node");
        }
        else if (state != SeenState.New)
        {
            OnDuplicate(link, signed, state);
        }
        else if (Check(signed, link.Id) is { Reason: not BroadcastRefusal.None } wrong)
        {
            Refuse(wrong.Reason, link.Id, $"{id}: {wrong.Detail}");
        }
        else
        {
            var round = Math.Clamp(message.Round, 1, BroadcastOptions.MaxRound);
            if (signed.Mode == BroadcastMode.Tree) link.Eager = true;
            Optimise(link, id, round, signed.Mode);
            Forget(id);
            Answer(link, new HaveEntry(id, round, false));
            Accept(signed, round, link);
        }
    }

    // Once for each broadcast: what comes again is told by its name.
    private (BroadcastRefusal Reason, string Detail) Check(SignedBroadcast signed, Did from)
    {
        if (signed.Header.ClusterId != _clusterId) return (BroadcastRefusal.ForeignCluster, "signed for another cluster");
        if (!_overlay.IsKnown(signed.Id.Origin)) return (BroadcastRefusal.UnknownOrigin, "the origin is not in the membership table");
        if (signed.Payload.Length > _options.MaxPayload)
            return (BroadcastRefusal.Oversized, $"{signed.Payload.Length} bytes are more than federation.broadcast.max-payload, {_options.MaxPayload}");
        if (_forgeries.Distrusts(from, _now)) return (BroadcastRefusal.BadSignature, "not looked at: the sender has passed on too many forged ones");
        var fits = signed.PayloadFits();
        if (fits && signed.SignatureFits(_verifier)) return (BroadcastRefusal.None, "");
        _forgeries.Note(from, _now);
        return fits
            ? (BroadcastRefusal.BadSignature, "the signature is not the origin's")
            : (BroadcastRefusal.PayloadMismatch, "the payload is not the one that was signed");
    }

    private void OnDuplicate(PeerLink link, SignedBroadcast signed, SeenState state)
    {
        if (state == SeenState.StaleEpoch)
        {
            Refuse(BroadcastRefusal.StaleEpoch, link.Id, $"{signed.Id} is of an earlier life of its origin");
            return;
        }

        if (state == SeenState.TooOld) Refuse(BroadcastRefusal.TooOld, link.Id, $"{signed.Id} lies below the window");
        if (_cache.TryGetValue(signed.Id, out var cached) && !cached.Broadcast.Statement.Span.SequenceEqual(signed.Statement.Span))
        {
            var conflicts = !_forgeries.Distrusts(link.Id, _now) && signed.SignatureFits(_verifier);
            if (!conflicts) _forgeries.Note(link.Id, _now);
            var reason = conflicts ? BroadcastRefusal.Conflicting : BroadcastRefusal.BadSignature;
            Refuse(reason, link.Id, $"another payload under the name {signed.Id}");
            return;
        }

        Counters.Duplicates++;
        if (signed.Mode != BroadcastMode.Tree)
        {
            OnAsked(link, signed.Id);
            return;
        }

        Confirm(link, signed.Id);
        Prune(link, signed.Id);
    }

    private void OnHave(PeerLink link, HaveMessage message)
    {
        foreach (var entry in message.Entries)
        {
            if (Look(entry.Id) != SeenState.New)
            {
                if (entry.Asks) OnAsked(link, entry.Id);
                else Confirm(link, entry.Id);
            }
            else if (entry.Id.Origin == Self || !_overlay.IsKnown(entry.Id.Origin))
            {
                Refuse(entry.Id.Origin == Self ? BroadcastRefusal.OwnName : BroadcastRefusal.UnknownOrigin, link.Id, $"{entry.Id} was announced");
            }
            else
            {
                Miss(link, entry);
            }
        }
    }

    /// <summary>The peer has it and wants to know whether this node has it: it is told, unless that is on its way.</summary>
    private void OnAsked(PeerLink link, BroadcastId id)
    {
        var open = link.Find(id);
        Confirm(link, id);
        if (open is { Told: true }) return;
        Answer(link, new HaveEntry(id, _cache.TryGetValue(id, out var cached) ? cached.Round : 0, false));
    }

    private void OnGraft(PeerLink link, GraftMessage graft)
    {
        if (graft.Id is not { } id)
        {
            link.Eager = true;
            return;
        }

        if (!_cache.TryGetValue(id, out var cached))
        {
            Refuse(BroadcastRefusal.UnknownGraft, link.Id, $"{id} is not held here");
            return;
        }

        if (!link.TakeGraft(cached.Broadcast.Payload.Length, _options.PeerWindowBytes, _now, _options.RetryInterval))
        {
            Refuse(BroadcastRefusal.GraftLimit, link.Id, "asks for more in a while than a peer may");
            return;
        }

        if (cached.Broadcast.Mode == BroadcastMode.Tree) link.Eager = true;
        var open = link.Find(id) ?? link.Add(cached, TimeSpan.MaxValue);
        if (!TryPush(link, open)) Due(link, open.TellAt);
    }

    private void OnPrune(PeerLink link, PruneMessage prune)
    {
        link.Eager = false;
        Confirm(link, prune.Id);
    }

    private SeenState Look(BroadcastId id)
    {
        if (id.Epoch > BroadcastCodec.MaxNumber || id.Sequence is 0 or > BroadcastCodec.MaxNumber) return SeenState.TooOld;
        return _origins.TryGetValue(id.Origin, out var window) ? window.Look(id.Epoch, id.Sequence) : SeenState.New;
    }
}
