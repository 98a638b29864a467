using System.Collections.Concurrent;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Whom this system found at the addresses it dialled. An inbound connection merely claims its address; commands about
/// an address are taken only from the identity that answers there.
/// </summary>
internal sealed class PeerDirectory
{
    private readonly ConcurrentDictionary<Address, (string Identity, long Uid)> _found = new();

    /// <summary>True if another incarnation was there before.</summary>
    public bool Note(Address address, string identity, long uid)
    {
        var before = (Identity: identity, Uid: uid);
        _found.AddOrUpdate(address, (identity, uid), (_, old) =>
        {
            before = old;
            return (identity, uid);
        });
        return before.Uid != uid;
    }

    public bool Contradicts(InboundPeer peer) => _found.TryGetValue(peer.Address, out var found) && found.Identity != peer.Identity;
}
