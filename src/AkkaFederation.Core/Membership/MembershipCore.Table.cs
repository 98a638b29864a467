using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>Signed statements: which are believed, and what a new one changes.</content>
internal sealed partial class MembershipCore
{
    private static readonly Comparer<PeerState> ById = Comparer<PeerState>.Create(static (a, b) => a.Id.CompareTo(b.Id));

    private void TakeGossip(MembershipMessage message, Did from)
    {
        foreach (var item in message.Gossip)
        {
            if (item.Record is { } record) OnRecord(record, from);
            else OnAssertion(item.Assertion!, from);
        }
    }

    /// <summary>True if the record's peer is known afterwards, whether or not the record was new.</summary>
    private bool OnRecord(PeerRecord record, Did from)
    {
        if (record.PeerId == Self)
        {
            OnOwnRecord(record, from);
            return true;
        }

        if (_revoked.Contains(record.PeerId))
        {
            Refuse(MembershipRefusal.Revoked, from, $"a record of {record.PeerId}, whose identity is revoked");
            return false;
        }

        // What is not new is not verified: repetition must be cheap.
        var entry = _table.Find(record.PeerId);
        if (entry is not null && !entry.IsNews(record)) return true;
        if (!IsPlausible(record.Incarnation, entry, from, record.PeerId)) return entry is not null;
        if (record.ClusterId != _self.ClusterId)
        {
            Refuse(MembershipRefusal.ForeignCluster, from, $"a record of {record.PeerId} for another cluster");
            return entry is not null;
        }

        // Before the signature: a flood of names must not cost a verification each.
        if (entry is null && !HasRoom(record.PeerId == from))
        {
            Refuse(MembershipRefusal.PeerLimit, from, $"{_options.MaxPeers} peers are known already");
            return false;
        }

        if (!IsSigned(record, from, out var reason))
        {
            Refuse(MembershipRefusal.InvalidRecord, from, $"{record.PeerId}: {reason}");
            return entry is not null;
        }

        if (entry is null) MakeRoom();
        var moved = entry is not null && entry.Record.Endpoint != record.Endpoint;
        _table.Merge(record);
        Spread(new GossipItem(record));
        if (entry is null) AddPeer(record, from);
        else NoteIncarnation(_peers[record.PeerId], moved, from);
        return true;
    }

    // What a seed has served comes in this node's own name, and was asked for.
    private bool IsSigned(PeerRecord record, Did from, out string reason)
    {
        reason = "not looked at: its sender has passed on too many forged statements";
        if (_forgeries.Distrusts(from, _now)) return false;
        if (PeerRecordCodec.Verify(record, _verifier, _self.ClusterId, out reason)) return true;
        if (from != Self) _forgeries.Note(from, _now);
        return false;
    }

    private bool IsSigned(Assertion assertion, Did from, out MembershipRefusal refusal)
    {
        refusal = MembershipRefusal.BadSignature;
        if (_forgeries.Distrusts(from, _now)) return false;
        if (AssertionCodec.Verify(assertion, _verifier, _self.ClusterId, out refusal)) return true;
        _forgeries.Note(from, _now);
        return false;
    }

    private void OnAssertion(Assertion assertion, Did from)
    {
        if (assertion.Subject == Self)
        {
            OnAboutMyself(assertion, from);
            return;
        }

        if (assertion.Kind == AssertionKind.Proof)
        {
            Refuse(MembershipRefusal.UnaskedProof, from, "a proof of life passed on as news");
            return;
        }

        if (_revoked.Contains(assertion.Subject) || _revoked.Contains(assertion.Asserter))
        {
            Refuse(MembershipRefusal.Revoked, from, $"{assertion.Kind} about {assertion.Subject} by {assertion.Asserter}, one of whom is revoked");
            return;
        }

        var entry = _table.Find(assertion.Subject);
        if (entry is null || !MaySpeak(assertion))
        {
            Refuse(MembershipRefusal.UnknownPeer, from, $"{assertion.Kind} about {assertion.Subject} by {assertion.Asserter}");
            return;
        }

        if (!entry.IsNews(assertion) || !IsPlausible(assertion.Incarnation, entry, from, assertion.Subject)) return;
        if (!IsSigned(assertion, from, out var refusal))
        {
            Refuse(refusal, from, $"{assertion.Kind} about {assertion.Subject} by {assertion.Asserter}");
            return;
        }

        _table.Merge(assertion);
        var peer = _peers[assertion.Subject];
        if (assertion.Kind == AssertionKind.Suspect)
        {
            SpreadSuspicion(assertion);
            OnSuspicion(peer, assertion, from);
            return;
        }

        Spread(new GossipItem(assertion));
        NoteIncarnation(peer, moved: false, from);
    }

    // Of oneself always; of others while a member. An earlier life of this node may have suspected somebody too.
    private bool MaySpeak(Assertion assertion) =>
        assertion.ByOwner || assertion.Asserter == Self
        || (_peers.TryGetValue(assertion.Asserter, out var asserter) && asserter.Status != PeerStatus.Evicted);

    private bool IsPlausible(ulong incarnation, SubjectEntry? entry, Did from, Did subject)
    {
        var highest = entry is null
            ? MembershipOptions.MaxIncarnation
            : Math.Min(MembershipOptions.MaxIncarnation, entry.Incarnation + _options.MaxIncarnationJump);
        if (incarnation <= highest) return true;
        Refuse(MembershipRefusal.IncarnationJump, from, $"incarnation {incarnation} of {subject}, at most {highest} is believed");
        return false;
    }

    private void OnSuspicion(PeerState peer, Assertion suspicion, Did from)
    {
        var via = from == suspicion.Asserter ? default : from;
        peer.Chain.Add(new Observation(_now, ObservationKind.SuspicionHeard, suspicion.Asserter, via, suspicion.Incarnation));
        if (!peer.Alive) return;
        Watch(peer, _now);
        Evaluate(peer, StatusCause.SuspicionLapsed);
    }

    private void AddPeer(PeerRecord record, Did from)
    {
        var peer = new PeerState(record.PeerId, _now) { Incarnation = record.Incarnation };
        _peers.Add(peer.Id, peer);
        _order.Insert(~_order.BinarySearch(peer, ById), peer);
        _ring.Add(peer.Id);
        _alive++;
        Observe(peer, ObservationKind.Registered, by: peer.Id, via: from == peer.Id || from == Self ? default : from, detail: record.Endpoint);
        Publish(peer, null, StatusCause.Registered, $"registered at {record.Endpoint}");
        if (_accused.Contains(peer.Id)) Accuse(peer);
    }

    /// <summary>The peer itself has said something new: a sign of life, and what was held against its past is void.</summary>
    private void NoteIncarnation(PeerState peer, bool moved, Did from)
    {
        var entry = _table.Find(peer.Id)!;
        var suspected = peer.SuspectedSince is not null || peer.Failures > 0 || peer.Status == PeerStatus.Unreachable;
        if (entry.Left || entry.Incarnation > peer.Incarnation)
        {
            var kind = entry.Left ? ObservationKind.Farewell : suspected ? ObservationKind.Refuted : ObservationKind.Announced;
            var via = from == peer.Id ? default : from;
            peer.Chain.Add(new Observation(_now, kind, peer.Id, via, entry.Incarnation, Detail: moved ? $" and moved to {entry.Record.Endpoint}" : ""));
        }

        _changed = true;
        if (moved) peer.ForgetRtt();
        if (entry.Incarnation > peer.Incarnation)
        {
            peer.Incarnation = entry.Incarnation;
            peer.LastSeen = _now;
            peer.SuspectedSince = null;
            peer.ConfirmedAt = null;
            peer.Condemned = false;
            if (!entry.Left) peer.Deregistered = false;
            if (peer.Status == PeerStatus.Evicted && !entry.Left)
            {
                Revive(peer);
                return;
            }

            // Its word clears what others said; this node's own failures only its answer clears, so it is asked at once.
            if (peer.Failures > 0) StartProbe(peer);
        }

        Evaluate(peer, StatusCause.Refuted);
    }

    private void Revive(PeerState peer)
    {
        peer.Failures = 0;
        peer.ForgetRtt();
        Turn(peer, PeerStatus.Healthy, StatusCause.Rejoined, Text($"came back with incarnation {peer.Incarnation}"));
    }

    // The operator wants it back: what was held against it is void, and since only the peer itself may sign the higher
    // incarnation that revives it, it is told at once that it is held for gone.
    private void OnRegister(RegisterPeer register)
    {
        var known = OnRecord(register.Record, Self);
        if (!known || !register.ByOperator || !_peers.TryGetValue(register.Record.PeerId, out var peer) || peer.Status != PeerStatus.Evicted) return;
        peer.Deregistered = false;
        var entry = _table.Find(peer.Id)!;
        Send(entry, new Obituary(entry.Incarnation) { Gossip = OwnWordsOf(entry) });
    }

    private void OnDeregister(Did id)
    {
        if (!_peers.TryGetValue(id, out var peer)) return;
        peer.Deregistered = true;
        Evaluate(peer, StatusCause.Deregistered);
    }

    private void OnAccused(SetAccused list)
    {
        foreach (var id in list.Peers)
        {
            if (_accused.Add(id) && _peers.TryGetValue(id, out var peer)) Accuse(peer);
        }
    }

    private void Accuse(PeerState peer)
    {
        peer.Accused = true;
        Observe(peer, ObservationKind.Equivocated);
        Evaluate(peer, StatusCause.Equivocated);
    }

    private void OnRevoked(SetRevoked list)
    {
        _revoked.Clear();
        foreach (var id in list.Peers) _revoked.Add(id);
        foreach (var peer in _order)
        {
            var revoked = _revoked.Contains(peer.Id);
            if (revoked == peer.Revoked) continue;
            peer.Revoked = revoked;
            if (!revoked) continue;
            Observe(peer, ObservationKind.Revoked);
            _rumours.Forget(peer.Id);
            Evaluate(peer, StatusCause.Revoked);
        }
    }

    private void ForgetLongGone()
    {
        var gone = _order.FindAll(p => p is { Status: PeerStatus.Evicted, Revoked: false } && _now - p.EvictedSince >= _options.EvictedRetention);
        foreach (var peer in gone) Forget(peer);
    }

    // Full: the longest gone makes room; for a peer that stands at the door, hearsay does too (fake names are free).
    private bool HasRoom(bool atTheDoor) =>
        _order.Count < _options.MaxPeers || _evicted > 0 || (atTheDoor && _order.Exists(static p => !p.Proven));

    private void MakeRoom()
    {
        if (_order.Count < _options.MaxPeers) return;
        var victim = _order.Where(p => p.Status == PeerStatus.Evicted).MinBy(p => p.EvictedSince)
            ?? _order.Where(p => !p.Proven).MinBy(p => p.LastSeen)!;
        Forget(victim);
    }

    private void Forget(PeerState peer)
    {
        if (peer.Alive) _alive--;
        if (peer.Status == PeerStatus.Evicted) _evicted--;
        _peers.Remove(peer.Id);
        _order.Remove(peer);
        _ring.Remove(peer.Id);
        _book.Forget(peer.Id);
        _rumours.Forget(peer.Id);
        _table.Remove(peer.Id);
        _changed = true;
        _effects.Add(new PeerForgotten(peer.Id));
    }
}
