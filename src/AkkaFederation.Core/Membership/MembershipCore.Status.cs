using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>From facts to statuses, their events, and the snapshot.</content>
internal sealed partial class MembershipCore
{
    private MembershipSnapshot? _snapshot;

    /// <summary>What this node knows now; the same object until something changed.</summary>
    public MembershipSnapshot Snapshot()
    {
        if (_snapshot is not null && !_changed) return _snapshot;
        _changed = false;
        var self = new MemberView(Self, _self.Record.Endpoint, PeerStatus.Healthy, TimeSpan.Zero, _self.Incarnation, _now);
        var peers = ImmutableArray.CreateBuilder<MemberView>(_order.Count);
        foreach (var peer in _order)
        {
            var entry = _table.Find(peer.Id)!;
            peers.Add(new MemberView(peer.Id, entry.Record.Endpoint, peer.Status, peer.Rtt, entry.Incarnation, peer.LastSeen));
        }

        return _snapshot = new MembershipSnapshot(_version++, _now, self, peers.MoveToImmutable());
    }

    /// <summary>A: the members that are not UNREACHABLE, this node included.</summary>
    private int Members() => 1 + _order.Count(p => p.Alive);

    private void EvaluateAll()
    {
        foreach (var peer in _order) Evaluate(peer, StatusCause.SuspicionLapsed);
    }

    private void EvaluateSuspected()
    {
        foreach (var peer in _order)
        {
            if (peer is { BelievedSince: not null, Alive: true }) Evaluate(peer, StatusCause.SuspicionLapsed);
        }
    }

    /// <param name="peer">Whose status.</param>
    /// <param name="cleared">What cleared the peer, should nothing speak against it any more.</param>
    private void Evaluate(PeerState peer, StatusCause cleared)
    {
        var entry = _table.Find(peer.Id)!;
        if (peer.Status == PeerStatus.Evicted) return;
        var observers = Observers(entry);
        var required = StatusRules.RequiredObservers(Members());
        if (!StatusRules.IsBelieved(observers, required)) peer.BelievedSince = null;
        else peer.BelievedSince ??= _now;
        var facts = new StatusFacts(
            _now, peer.Status, entry.Left, peer.Deregistered, peer.Failures, peer.Condemned, observers, required,
            peer.BelievedSince, peer.LastAnswer, peer.LastSeen, peer.Slow);
        var verdict = StatusRules.Decide(facts, _options);
        if (verdict.Status == peer.Status)
        {
            if (verdict.Status == PeerStatus.Degraded) peer.DegradedFor = verdict.Cause;
            return;
        }

        var cause = verdict.Cause ?? (peer.DegradedFor == StatusCause.Slow ? StatusCause.LatencyRecovered : cleared);
        Turn(peer, verdict.Status, cause, verdict.Detail);
    }

    // Only those count who have proven themselves here: names cost nothing, and one liar could sign for many.
    private int Observers(SubjectEntry entry)
    {
        var count = 0;
        foreach (var suspicion in entry.Suspicions)
        {
            if (suspicion.Incarnation != entry.Incarnation) continue;
            if (suspicion.Asserter == Self || (_peers.TryGetValue(suspicion.Asserter, out var observer) && observer is { Proven: true, Alive: true })) count++;
        }

        return count;
    }

    private void Turn(PeerState peer, PeerStatus to, StatusCause cause, string detail)
    {
        var from = peer.Status;
        peer.Status = to;
        peer.DegradedFor = to == PeerStatus.Degraded ? cause : null;
        if (peer.Alive) _ring.Add(peer.Id);
        else _ring.Remove(peer.Id);
        if (to == PeerStatus.Unreachable)
        {
            peer.Condemned |= cause == StatusCause.SuspicionConfirmed;
            peer.Watched = false;
            peer.PunishReliability(declaredFailed: true);
        }
        else if (to == PeerStatus.Evicted)
        {
            peer.Watched = false;
            peer.EvictedSince = _now;
            _book.Forget(peer.Id);
        }

        Publish(peer, from, cause, detail);
    }

    private void Publish(PeerState peer, PeerStatus? from, StatusCause cause, string detail)
    {
        _changed = true;
        var entry = _table.Find(peer.Id)!;
        _effects.Add(new PublishStatus(
            new PeerStatusChanged(peer.Id, entry.Record.Endpoint, from, peer.Status, cause, entry.Incarnation, detail)));
    }
}
