using System.Collections.Immutable;
using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>The multicast DNS sockets of this machine; behind an interface, so that tests and simulations have no network.</summary>
internal interface IMulticast : IDisposable
{
    /// <summary>Called, on any thread, when the machine's addresses have changed.</summary>
    Action? Changed { get; set; }

    /// <summary>Why not everything works that was asked for; empty where it does.</summary>
    string Problem { get; }

    /// <summary>Looks at the interfaces anew and joins the group on those that can; what works now.</summary>
    ImmutableArray<MdnsLink> Refresh();

    /// <summary>The next datagram by IPv4 or by IPv6; null where there is no such socket. One at a time.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The socket broke.</exception>
    Task<MdnsInput.Received>? ReceiveAsync(bool isV6);

    /// <summary>Sends to the group of a link, or to an address on it.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It could not be sent.</exception>
    void Send(LinkId link, IPEndPoint? to, ReadOnlySpan<byte> packet);
}
