using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>What led to a peer's state, for people.</content>
internal sealed partial class MembershipCore
{
    /// <summary>The chain of observations that led to the peer's state; null for one that is not known.</summary>
    public PeerExplanation? Explain(Did id)
    {
        if (!_peers.TryGetValue(id, out var peer)) return null;
        var entry = _table.Find(id)!;
        var observers = Observers(entry);
        var required = StatusRules.RequiredObservers(Members());
        var timeout = SuspicionTimeouts.For(observers, Members(), _options);
        var reason = StatusRules.Decide(FactsOf(peer, entry, observers, required, timeout), _options).Detail;
        return new PeerExplanation
        {
            View = ViewOf(peer, entry),
            At = _now,
            Name = NameOf(id),
            Observers = [.. entry.Suspicions.Where(s => Counts(s, entry)).Select(s => s.Asserter)],
            Required = required,
            Reason = reason.Length > 0 ? reason : "nothing speaks against it",
            Chain = [.. peer.Chain.Observations],
            Forgotten = peer.Chain.Forgotten,
        };
    }

    /// <summary>The peer's name in its own record; empty if it gave none or is not known.</summary>
    public string NameOf(Did id) =>
        _table.Find(id) is { } entry && entry.Record.Labels.TryGetValue(PeerExplanation.NameLabel, out var name) ? name : "";

    private void Observe(
        PeerState peer, ObservationKind kind, long count = 0, long of = 0, Did by = default, Did via = default, string detail = "") =>
        peer.Chain.Add(new Observation(_now, kind, by, via, peer.Incarnation, count, of, detail));
}
