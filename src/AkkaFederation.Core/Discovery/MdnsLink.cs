using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace AkkaFederation.Discovery;

/// <summary>One way to multicast: an interface, by IPv4 or by IPv6. Caches, rate limits and probing are each link's own.</summary>
internal readonly record struct LinkId(int Interface, bool IsV6) : IComparable<LinkId>
{
    public int CompareTo(LinkId other) => Interface != other.Interface ? Interface.CompareTo(other.Interface) : IsV6.CompareTo(other.IsV6);
}

/// <summary>An address of this machine with the length of its network's prefix.</summary>
internal sealed record LinkAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>Whether another address is of the same network.</summary>
    public bool Covers(IPAddress other)
    {
        if (other.AddressFamily != Address.AddressFamily) return false;
        var (own, theirs) = (Address.GetAddressBytes(), other.GetAddressBytes());
        for (var bit = 0; bit < PrefixLength; bit += 8)
        {
            var mask = PrefixLength - bit >= 8 ? 0xff : 0xff << (8 - (PrefixLength - bit));
            if (((own[bit / 8] ^ theirs[bit / 8]) & mask) != 0) return false;
        }

        return true;
    }
}

/// <summary>A link that works: its name for people, and all addresses of its interface.</summary>
internal sealed record MdnsLink(LinkId Id, string Name, ImmutableArray<LinkAddress> Addresses)
{
    /// <summary>Whether an address is on this link or this machine's own (RFC 6762, 11).</summary>
    public bool Reaches(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv6LinkLocal) || Addresses.Any(a => a.Covers(address));

    public bool Owns(IPAddress address) => Addresses.Any(a => PrivateAddress.Same(a.Address, address)) || IPAddress.IsLoopback(address);

    public bool Equals(MdnsLink? other) => other is not null && Id == other.Id && Name == other.Name && Addresses.SequenceEqual(other.Addresses);

    public override int GetHashCode() => Id.GetHashCode();
}
