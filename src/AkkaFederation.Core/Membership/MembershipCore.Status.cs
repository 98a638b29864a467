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
        var self = new MemberView(Self, _self.Record.Endpoint, PeerStatus.Healthy, TimeSpan.Zero, _self.Incarnation, _now) { Record = _self.Record };
        var peers = ImmutableArray.CreateBuilder<MemberView>(_order.Count);
        foreach (var peer in _order)
        {
            var entry = _table.Find(peer.Id)!;
            peers.Add(ViewOf(peer, entry));
        }

        return _snapshot = new MembershipSnapshot(_version++, _now, self, peers.MoveToImmutable());
    }

    private static MemberView ViewOf(PeerState peer, SubjectEntry entry) =>
        new(peer.Id, entry.Record.Endpoint, peer.Status, peer.Rtt, entry.Incarnation, peer.LastSeen)
        {
            Record = entry.Record,
            Reliability = peer.Reliability,
            Failures = peer.Failures,
            Capacity = PeerCapacity.From(entry.Record.Labels),
        };

    /// <summary>A: the members that are not UNREACHABLE, this node included.</summary>
    private int Members() => 1 + _alive;

    private void EvaluateAll()
    {
        foreach (var peer in _order) Evaluate(peer, StatusCause.SuspicionLapsed);
    }

    private void EvaluateSuspected()
    {
        foreach (var peer in _order)
        {
            if (peer is { SuspectedSince: not null, Alive: true }) Evaluate(peer, StatusCause.SuspicionLapsed);
        }
    }

    /// <param name="peer">Whose status.</param>
    /// <param name="cleared">What cleared the peer, should nothing speak against it any more.</param>
    /// <param name="how">The same in words, with numbers; empty: made up from what is known.</param>
    private void Evaluate(PeerState peer, StatusCause cleared, string how = "")
    {
        var entry = _table.Find(peer.Id)!;
        if (peer.Status == PeerStatus.Evicted) return;
        var observers = Observers(entry);
        var required = StatusRules.RequiredObservers(Members());
        if (observers == 0) peer.SuspectedSince = null;
        else peer.SuspectedSince ??= _now;
        var timeout = SuspicionTimeouts.For(observers, Members(), _options);
        peer.ConfirmedAt = StatusRules.IsBelieved(observers, required) ? peer.SuspectedSince + timeout : null;
        var verdict = StatusRules.Decide(FactsOf(peer, entry, observers, required, timeout), _options);
        if (verdict.Status == peer.Status)
        {
            if (verdict.Status == PeerStatus.Degraded) peer.DegradedFor = verdict.Cause;
            return;
        }

        var cause = verdict.Cause ?? (peer.DegradedFor == StatusCause.Slow ? StatusCause.LatencyRecovered : cleared);
        var detail = verdict.Detail.Length > 0 ? verdict.Detail : how.Length > 0 && cause == cleared ? how : Cleared(peer, cause, observers, required);
        Turn(peer, verdict.Status, cause, detail);
    }

    private string Cleared(PeerState peer, StatusCause cause, int observers, int required) => cause switch
    {
        StatusCause.LatencyRecovered => Text($"the smoothed round trip of {peer.Rtt?.TotalMilliseconds:0.#} ms is below {(_options.DegradedThreshold * _options.DegradedRecovery).TotalMilliseconds:0.#} ms"),
        StatusCause.Refuted => Text($"signed incarnation {peer.Incarnation}, above the one suspected"),
        _ => Text($"suspected by {observers} observers, {required} would suffice"),
    };

    private StatusFacts FactsOf(PeerState peer, SubjectEntry entry, int observers, int required, TimeSpan timeout) => new(
        _now, peer.Status, entry.Left, peer.Deregistered, peer.Revoked, peer.Failures, peer.Condemned, observers, required,
        peer.SuspectedSince, timeout, peer.LastAnswer, peer.LastSeen, peer.Slow, peer.Rtt, peer.Accused);

    // Only those count who have proven themselves here: names cost nothing, and one liar could sign for many.
    private int Observers(SubjectEntry entry)
    {
        var count = 0;
        for (var i = 0; i < entry.Suspicions.Count; i++)
        {
            if (Counts(entry.Suspicions[i], entry)) count++;
        }

        return count;
    }

    private bool Counts(Assertion suspicion, SubjectEntry entry) =>
        suspicion.Incarnation == entry.Incarnation
        && (suspicion.Asserter == Self || (_peers.TryGetValue(suspicion.Asserter, out var observer) && observer is { Proven: true, Alive: true }));

    private void Turn(PeerState peer, PeerStatus to, StatusCause cause, string detail)
    {
        var from = peer.Status;
        var lived = peer.Alive;
        peer.Status = to;
        if (lived != peer.Alive) _alive += peer.Alive ? 1 : -1;
        _evicted += (to == PeerStatus.Evicted ? 1 : 0) - (from == PeerStatus.Evicted ? 1 : 0);
        peer.DegradedFor = to == PeerStatus.Degraded ? cause : null;
        if (peer.Alive) _ring.Add(peer.Id);
        else _ring.Remove(peer.Id);
        if (to == PeerStatus.Unreachable)
        {
            Counters.Failures++;
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
        Observe(peer, ObservationKind.StatusChanged, detail: $"{NameOf(from)} -> {NameOf(peer.Status)} ({cause}: {detail})");
        _effects.Add(new PublishStatus(
            new PeerStatusChanged(peer.Id, entry.Record.Endpoint, from, peer.Status, cause, entry.Incarnation, detail)));
    }

    private static string NameOf(PeerStatus? status) => status?.ToString().ToUpperInvariant() ?? "unknown";
}
