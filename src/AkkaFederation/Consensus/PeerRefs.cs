using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>The same room on other nodes: found by the address book, kept until the address changes.</summary>
internal sealed class PeerRefs(ActorSystem system, PeerAddressBook addresses, string room = FederationRooms.Consensus)
{
    private readonly Dictionary<Did, (string Endpoint, IActorRef Ref)> _refs = [];

    /// <summary>The peer's room; null while its address is not known.</summary>
    public IActorRef? Find(Did peer)
    {
        if (!addresses.TryGet(peer, out var endpoint)) return null;
        if (_refs.TryGetValue(peer, out var known) && known.Endpoint == endpoint) return known.Ref;
        var path = $"{endpoint}/user/{FederationRooms.Guardian}/{room}";
        var found = ((ExtendedActorSystem)system).Provider.ResolveActorRef(path);
        _refs[peer] = (endpoint, found);
        return found;
    }
}
