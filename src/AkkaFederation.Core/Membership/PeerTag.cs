using System.Buffers.Binary;
using System.Globalization;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// Four bytes of a DID's hash: whom a ping is for. Enough to notice that an address was given to somebody else, where the
/// whole name would be most of the ping; who answers is proven by the connection, not by this.
/// </summary>
internal readonly record struct PeerTag(uint Value)
{
    public static PeerTag Of(Did peer) => new(BinaryPrimitives.ReadUInt32BigEndian(peer.Hash()));

    public override string ToString() => Value.ToString("x8", CultureInfo.InvariantCulture);
}
