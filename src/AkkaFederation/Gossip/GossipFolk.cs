using System.Collections.Immutable;
using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Gossip;

/// <summary>Whom this node gossips with: what membership says, and what the operator has added or taken out.</summary>
internal sealed class GossipFolk(FederationRuntime runtime, Func<string, IActorRef> route)
{
    private const int MaxOwn = 100_000;
    private readonly SortedDictionary<Did, string> _added = [];
    private readonly SortedSet<Did> _removed = [];
    private readonly Dictionary<Did, (string Endpoint, IActorRef Ref)> _refs = [];
    private ImmutableArray<MemberView> _peers = [];

    public GossipMembers Members { get; private set; } = GossipMembers.None;

    /// <summary>Whether anything is different from before.</summary>
    public bool Take(MembershipSnapshot snapshot)
    {
        var same = snapshot.Peers.Length == _peers.Length;
        for (var i = 0; same && i < _peers.Length; i++)
            same = snapshot.Peers[i].Id == _peers[i].Id && snapshot.Peers[i].Status == _peers[i].Status;
        _peers = snapshot.Peers;
        if (!same) Change();
        return !same;
    }

    /// <summary>The list of the revoked has changed.</summary>
    public void Refresh() => Change();

    /// <exception cref="InvalidOperationException">Too many have been added.</exception>
    public void Add(Did peer, string endpoint)
    {
        if (_added.Count >= MaxOwn) throw new InvalidOperationException($"{MaxOwn} nodes have been added already.");
        _removed.Remove(peer);
        if (endpoint.Length > 0) _added[peer] = endpoint;
        Change();
    }

    public void Remove(Did peer)
    {
        if (_removed.Count < MaxOwn) _removed.Add(peer);
        _added.Remove(peer);
        Change();
    }

    /// <summary>Where a peer is reached; membership's word goes before what the operator has given.</summary>
    public string EndpointOf(Did peer) =>
        runtime.Addresses.TryGet(peer, out var endpoint) ? endpoint : _added.GetValueOrDefault(peer) ?? "";

    /// <summary>The gossip actor of a peer; null where no address is known.</summary>
    public IActorRef? RefOf(Did peer)
    {
        var endpoint = EndpointOf(peer);
        if (endpoint.Length == 0) return null;
        if (_refs.TryGetValue(peer, out var known) && known.Endpoint == endpoint) return known.Ref;
        var actor = route(endpoint);
        _refs[peer] = (endpoint, actor);
        return actor;
    }

    private void Change()
    {
        // Nothing that a revoked key has signed is taken, whoever passes it on: whose it is now nobody knows.
        var revoked = runtime.Revoked();
        var known = _peers.Select(p => p.Id).ToHashSet();
        var strangers = _added.Keys.Where(p => !known.Contains(p)).ToList();
        var targets = _peers.Where(p => p.Status is PeerStatus.Healthy or PeerStatus.Degraded).Select(p => p.Id).Concat(strangers);
        var present = _peers.Where(p => p.Status != PeerStatus.Evicted).Select(p => p.Id).Concat(strangers);
        Members = new GossipMembers(
            targets.Where(p => !_removed.Contains(p) && !revoked.Contains(p)),
            present.Where(p => !_removed.Contains(p) && !revoked.Contains(p)),
            known.Concat(strangers).Where(p => !revoked.Contains(p)));
        foreach (var gone in _refs.Keys.Where(p => !Members.Present.Contains(p)).ToList()) _refs.Remove(gone);
    }
}
