using System.Buffers.Binary;
using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <content>Taking in what peers send. Every check comes before anything is changed; the signature is the last and dearest.</content>
internal sealed partial class GossipCore
{
    private static readonly TimeSpan InFlight = TimeSpan.FromSeconds(2);
    private readonly Dictionary<Did, HeartbeatWindow> _heard = [];
    private readonly Dictionary<Did, GossipCapacity> _capacities = [];
    private readonly Dictionary<Did, TimeSpan> _gone = [];
    private readonly Dictionary<Did, TimeSpan> _departed = [];
    private readonly Forgeries _forgeries = new();

    private enum Outcome
    {
        New,
        Duplicate,
        Refused,
    }

    /// <summary>What a peer has said it can carry; ordinary where it has said nothing.</summary>
    public GossipCapacity CapacityOf(Did peer) =>
        peer == Self ? _options.Capacity : _capacities.GetValueOrDefault(peer) ?? new GossipCapacity();

    /// <summary>Peers gossiped with now, in the order of their DIDs.</summary>
    public ImmutableArray<Did> ActivePeers() => [.. _members.Targets.Where(IsTarget)];

    /// <summary>Whether a peer is listened to: members, and for a moment those that have left, as their last words may come late.</summary>
    public bool Hears(Did peer, TimeSpan now) =>
        peer != Self && (_members.Present.Contains(peer) || (_departed.TryGetValue(peer, out var since) && now - since <= InFlight));

    private void OnHeard(Did from, GossipMessage message)
    {
        Counters.Received++;
        if (!Hears(from, _now))
        {
            Refuse(GossipRefusal.NotAMember, from, "not among the members");
            return;
        }

        // It has come back; what was on its way when it said farewell does not count.
        if (_gone.TryGetValue(from, out var since) && _now - since > InFlight && _gone.Remove(from) && IsTarget(from)) _effects.Add(new NodeAdded(from));
        switch (message)
        {
            case GossipPush push: OnPush(from, push); break;
            case GossipSyncRequest request: OnSyncRequest(from, request); break;
            case GossipSyncResponse response: OnSyncResponse(from, response); break;
            default: throw new ArgumentException($"Not a gossip message: {message.GetType().Name}.", nameof(message));
        }
    }

    private void OnPush(Did from, GossipPush push)
    {
        if (push.Items.Length > GossipOptions.SyncItems)
        {
            Refuse(GossipRefusal.TooManyItems, from, $"{push.Items.Length} updates in one message");
            return;
        }

        var fresh = 0;
        foreach (var item in push.Items)
        {
            if (push is GossipHeartbeats != item.Signed.Id.IsHeartbeat || item.Hops < 1 || item.Hops > item.Signed.Update.HopLimit)
                Refuse(GossipRefusal.WrongKind, from, $"{item.Signed.Id} is not what its message says");
            else if (Accept(item, from, pushed: true) == Outcome.New)
                fresh++;
        }

        if (push is GossipRumours) _effects.Add(new RumoursCame(from, push.Items.Length, fresh));
    }

    private Outcome Accept(GossipRumour rumour, Did from, bool pushed)
    {
        var signed = rumour.Signed;
        if (IsDuplicate(signed.Id))
        {
            Counters.Duplicates++;
            _queue.NoteTold(signed.Id, from);
            return Outcome.Duplicate;
        }

        var (reason, detail) = Check(signed, from, pushed);
        if (reason == GossipRefusal.None && !TryKeep(signed)) (reason, detail) = (GossipRefusal.FutureSequence, "too many gaps before it");
        if (reason != GossipRefusal.None)
        {
            Refuse(reason, from, $"{signed.Id}: {detail}");
            if (reason == GossipRefusal.FutureSequence) SyncEarly();
            return Outcome.Refused;
        }

        TakeIn(rumour, from, pushed);
        return Outcome.New;
    }

    private bool IsDuplicate(GossipId id) => id.IsHeartbeat
        ? _heard.TryGetValue(id.Origin, out var window) && !window.IsNew(id.Epoch, id.Sequence)
        : _log.Find(id.Origin)?.Find(id.Epoch) is { } stream && !stream.IsNew(id.Sequence);

    private (GossipRefusal, string) Check(SignedUpdate signed, Did from, bool pushed)
    {
        var (id, update) = (signed.Id, signed.Update);
        if (update.Payload.Length > _options.MaxPayload) return (GossipRefusal.Oversized, $"a payload of {update.Payload.Length} bytes, at most {_options.MaxPayload} are taken");
        if (signed.ClusterId != _self.ClusterId) return (GossipRefusal.ForeignCluster, "signed for another cluster");
        if (id.Origin != Self && !_members.Known.Contains(id.Origin)) return (GossipRefusal.UnknownOrigin, "its origin is not a member");
        if (GossipKinds.IsHeartbeat(update.Kind) != id.IsHeartbeat) return (GossipRefusal.WrongKind, $"kind {update.Kind} with sequence {id.Sequence}");
        if (id.Epoch > (ulong)Math.Max(0, (Wall + MaxEpochLead).ToUnixTimeMilliseconds())) return (GossipRefusal.FutureEpoch, "its epoch lies more than a day ahead of this node's clock");
        if (!id.IsHeartbeat && PlaceOf(id, pushed) is (not GossipRefusal.None, _) misplaced) return misplaced;
        if (HasLeftFederation(id.Origin) && Wall - update.At > _options.Retention) return (GossipRefusal.Expired, "its origin has left, and it is older than what is kept of such");
        if (_forgeries.Distrusts(from, _now)) return (GossipRefusal.BadSignature, "not looked at: its sender has passed on too many forged ones");
        if (_verifier.Verify(id.Origin, signed.Statement.Span, signed.Signature.Span)) return (GossipRefusal.None, "");
        _forgeries.Note(from, _now);
        return (GossipRefusal.BadSignature, "the signature is not its origin's");
    }

    private (GossipRefusal, string) PlaceOf(GossipId id, bool pushed)
    {
        if (_log.Find(id.Origin) is not { } log) return Ahead(null);
        return log.IsStale(id.Epoch) ? (GossipRefusal.StaleEpoch, "an epoch that is over") : Ahead(log.Find(id.Epoch));

        (GossipRefusal, string) Ahead(UpdateStream? stream) => pushed && id.Sequence > (stream?.Seen.Highest ?? 0) + _options.SeenWindow
            ? (GossipRefusal.FutureSequence, "too far ahead of what is known")
            : (GossipRefusal.None, "");
    }

    private bool HasLeftFederation(Did origin) => origin != Self && !_members.Present.Contains(origin);

    private bool TryKeep(SignedUpdate signed)
    {
        if (!signed.Id.IsHeartbeat) return _log.TryAdd(signed, _options);
        if (!_heard.TryGetValue(signed.Id.Origin, out var window)) window = _heard[signed.Id.Origin] = new HeartbeatWindow();
        window.Add(signed.Id.Epoch, signed.Id.Sequence);
        return true;
    }

    private void TakeIn(GossipRumour rumour, Did from, bool pushed)
    {
        var (id, update) = (rumour.Signed.Id, rumour.Signed.Update);

        // Of another life of this node, and signed by it: this life comes after all those that others know of.
        if (id.Origin == Self && !id.IsHeartbeat && id.Epoch >= _epoch) (_epoch, _sequence) = (id.Epoch + 1, 0);
        if (update.Kind == GossipKinds.Capacity) NoteCapacity(id.Origin, update.Payload.Span);
        else Deliver(rumour, from);
        if (update.Kind == GossipKinds.Farewell && pushed) OnFarewell(id);
        if (!id.IsHeartbeat && _gapDue is null && _log.Find(id.Origin)!.Find(id.Epoch)!.Seen.HasGap) _gapDue = _now + GapPatience;
        if (pushed && rumour.Hops < update.HopLimit)
            Spread(rumour with { Hops = rumour.Hops + 1, Path = GossipRumour.Append(rumour.Path, Self.Value) }, from);
    }

    private void Deliver(GossipRumour rumour, Did from)
    {
        Counters.Delivered++;
        _effects.Add(new DeliverUpdate(rumour.Signed.Update, from, rumour.Hops, rumour.Path));
    }

    private void NoteCapacity(Did origin, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 12) return;
        _capacities[origin] = new GossipCapacity(Read(payload), Read(payload[4..]), Read(payload[8..]));

        static int Read(ReadOnlySpan<byte> bytes) => Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(bytes), 0, GossipCapacity.Max);
    }

    private void OnFarewell(GossipId id)
    {
        if (id.Origin == Self || _log.Find(id.Origin)!.Streams[^1].Epoch > id.Epoch) return;
        var was = IsTarget(id.Origin);
        _gone[id.Origin] = _now;
        if (was) _effects.Add(new NodeRemoved(id.Origin, Failed: false, "it said farewell"));
    }

    private void OnMembers(GossipMembers members)
    {
        var before = _members;
        var active = ActivePeers();
        _members = members;
        foreach (var peer in _departed.Where(d => _now - d.Value > InFlight || members.Present.Contains(d.Key)).Select(d => d.Key).ToList()) _departed.Remove(peer);
        foreach (var peer in before.Present)
        {
            if (members.Known.Contains(peer) && !members.Present.Contains(peer)) _departed[peer] = _now;
        }

        foreach (var peer in members.Targets)
        {
            if (before.TargetSet.Contains(peer)) continue;
            _gone.Remove(peer);
        }

        foreach (var peer in _gone.Keys.Where(p => !members.Known.Contains(p)).ToList()) _gone.Remove(peer);
        foreach (var peer in _heard.Keys.Where(p => !members.Known.Contains(p)).ToList()) _heard.Remove(peer);
        foreach (var peer in _capacities.Keys.Where(p => !members.Present.Contains(p)).ToList()) _capacities.Remove(peer);
        foreach (var peer in _peers.Keys.Where(p => !members.Present.Contains(p)).ToList()) _peers.Remove(peer);
        AnnounceChanges(active, members);
        foreach (var log in _log.Origins.Where(o => o.Retired && members.Present.Contains(o.Origin)).ToList()) _log.Revive(log);
    }

    private void AnnounceChanges(ImmutableArray<Did> before, GossipMembers members)
    {
        var now = ActivePeers();
        var (old, added) = (before.ToHashSet(), false);
        foreach (var peer in before)
        {
            if (IsTarget(peer)) continue;
            var failed = members.Present.Contains(peer);
            _effects.Add(new NodeRemoved(peer, failed, failed ? "it does not answer" : "it is no member any more"));
        }

        foreach (var peer in now)
        {
            if (old.Contains(peer)) continue;
            added = true;
            _effects.Add(new NodeAdded(peer));
        }

        // What either of us has said meanwhile is compared at once, not at the next turn (M14).
        if (added) SyncEarly();
    }
}
