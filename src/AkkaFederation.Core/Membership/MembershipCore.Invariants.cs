namespace AkkaFederation.Membership;

/// <content>The numbered invariants of the type, checked.</content>
internal sealed partial class MembershipCore
{
    /// <exception cref="InvalidOperationException">An invariant is broken: a bug of this program.</exception>
    public void CheckInvariants()
    {
        _table.CheckInvariants();
        Invariant.Require(_table.Entries.Count == _order.Count + 1 && _peers.Count == _order.Count, "1: peers and table hold the same subjects", Self);
        Invariant.Require(_table.Find(Self) is { } own && own.Incarnation == _self.Incarnation && !_peers.ContainsKey(Self), "2: the node's own entry carries its incarnation", Self);
        Invariant.Require(_alive == _order.Count(p => p.Alive) && _evicted == _order.Count(p => p.Status == PeerStatus.Evicted), "9: the living and the evicted are counted", Self);
        foreach (var peer in _order) CheckPeer(peer);
        foreach (var probe in _book.Probes)
            Invariant.Require(_peers.ContainsKey(probe.Target), "4: a probe's target is known", probe.Target);
        Invariant.Require(_alarm is null || _alarm > _now || _self.Leaving, "7: the alarm lies ahead", Self);
    }

    private void CheckPeer(PeerState peer)
    {
        var entry = _table.Find(peer.Id);
        Invariant.Require(entry is not null, "1: peers and table hold the same subjects", peer.Id);
        Invariant.Require(_ring.Contains(peer.Id) == peer.Alive, "3: exactly the living are in the ring", peer.Id);
        Invariant.Require(peer.Failures >= 0 && peer.Reliability is >= 0 and <= 1 && !(peer.Rtt < TimeSpan.Zero), "5: figures lie in their ranges", peer.Id);
        Invariant.Require(!entry!.Left || peer.Status == PeerStatus.Evicted, "6: who left is evicted", peer.Id);
        Invariant.Require(peer.Incarnation == entry.Incarnation, "8: the newest incarnation has been noted", peer.Id);
    }
}
