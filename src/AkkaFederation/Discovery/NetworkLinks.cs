using System.Collections.Immutable;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace AkkaFederation.Discovery;

/// <summary>The interfaces of this machine, as far as they can multicast.</summary>
internal static class NetworkLinks
{
    /// <summary>All links of the interfaces that are up. Loopback and tunnels only where they are named.</summary>
    /// <param name="names">The interfaces to take; none for all that are fit.</param>
    public static ImmutableArray<MdnsLink> Read(ImmutableArray<string> names) =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Where(i => IsWanted(i, names)).SelectMany(Links).OrderBy(l => l.Id)];

    /// <summary>The addresses that a node may listen on.</summary>
    public static IEnumerable<PrivateAddress.Candidate> Candidates()
    {
        foreach (var found in NetworkInterface.GetAllNetworkInterfaces().Where(IsUp))
        {
            var properties = found.GetIPProperties();
            var hasGateway = properties.GatewayAddresses.Count > 0;
            foreach (var address in properties.UnicastAddresses)
                yield return new PrivateAddress.Candidate(address.Address, NumberOf(found, address.Address.AddressFamily == AddressFamily.InterNetworkV6) ?? 0, hasGateway);
        }
    }

    /// <summary>Number of an interface in a family; null where it has none there.</summary>
    public static int? NumberOf(NetworkInterface found, bool isV6)
    {
        try
        {
            var properties = found.GetIPProperties();
            return isV6 ? properties.GetIPv6Properties().Index : properties.GetIPv4Properties().Index;
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }

    private static bool IsUp(NetworkInterface found) => found.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown;

    private static bool IsWanted(NetworkInterface found, ImmutableArray<string> names)
    {
        if (!IsUp(found)) return false;
        if (!names.IsEmpty) return names.Contains(found.Name);
        return found.SupportsMulticast && found.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel or NetworkInterfaceType.Ppp);
    }

    private static IEnumerable<MdnsLink> Links(NetworkInterface found)
    {
        ImmutableArray<LinkAddress> addresses = [.. found.GetIPProperties().UnicastAddresses.Select(a => new LinkAddress(a.Address, a.PrefixLength))];
        foreach (var isV6 in new[] { false, true })
        {
            var family = isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            if (addresses.Any(a => a.Address.AddressFamily == family) && NumberOf(found, isV6) is { } number)
                yield return new MdnsLink(new LinkId(number, isV6), found.Name, addresses);
        }
    }
}
