using System.Net;
using System.Net.Sockets;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>Skips, with the reason, where loopback has no IPv6.</summary>
public sealed class NeedsIpv6FactAttribute : FactAttribute
{
    public NeedsIpv6FactAttribute()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        }
        catch (SocketException error)
        {
            Skip = $"no IPv6 loopback here: {error.Message}";
        }
    }
}
