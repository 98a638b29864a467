using System.Net;
using System.Net.Sockets;

namespace AkkaFederation.Discovery;

/// <summary>
/// Which addresses are of private networks, and which of a machine's addresses a node listens on where it shall choose
/// itself (<c>federation.node.host = auto</c>): never one that the whole world may reach.
/// </summary>
internal static class PrivateAddress
{
    /// <summary>An address of an interface that is up.</summary>
    /// <param name="Address">The address.</param>
    /// <param name="Interface">Number of the interface.</param>
    /// <param name="HasGateway">Whether the interface leads on: one that does not is likely a bridge to containers.</param>
    public sealed record Candidate(IPAddress Address, int Interface, bool HasGateway);

    /// <summary>
    /// The best private address: RFC 1918, then 100.64.0.0/10, then fc00::/7, then 169.254.0.0/16; interfaces with a gateway
    /// first among equals; else loopback. IPv6 link-local addresses are not taken: each machine has another name for the
    /// interface in them, so no two could dial the same address.
    /// </summary>
    public static IPAddress Choose(IEnumerable<Candidate> candidates) => candidates
        .Where(c => Rank(c.Address) is not null)
        .OrderBy(c => Rank(c.Address))
        .ThenByDescending(c => c.HasGateway)
        .ThenBy(c => c.Interface)
        .ThenBy(c => Convert.ToHexString(c.Address.GetAddressBytes()), StringComparer.Ordinal)
        .FirstOrDefault()?.Address ?? IPAddress.Loopback;

    /// <summary>Whether an address is of a private network or link-local; loopback is not.</summary>
    public static bool IsPrivate(IPAddress address) => Rank(address) is not null || (address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv6LinkLocal);

    /// <summary>Whether two addresses are the same but for the interface that one of them names.</summary>
    public static bool Same(IPAddress a, IPAddress b) => a.GetAddressBytes().AsSpan().SequenceEqual(b.GetAddressBytes());

    private static int? Rank(IPAddress address)
    {
        var b = address.GetAddressBytes();
        if (b.Length == 16) return (b[0] & 0xfe) == 0xfc ? 3 : null;
        return (b[0], b[1]) switch
        {
            (10, _) => 1,
            (172, >= 16 and <= 31) => 1,
            (192, 168) => 1,
            (100, >= 64 and <= 127) => 2,
            (169, 254) => 4,
            _ => null,
        };
    }
}
