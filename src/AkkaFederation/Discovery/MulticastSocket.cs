using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AkkaFederation.Discovery;

/// <summary>
/// The one UDP socket on port 5353 by IPv4 or IPv6 that all interfaces share: the system says by which interface a datagram
/// came in, and is told by which to send. The port is shared with other responders of the machine, such as avahi-daemon.
/// </summary>
internal sealed class MulticastSocket : IDisposable
{
    private const int Hops = 255;
    private static readonly IPAddress GroupV4 = IPAddress.Parse("224.0.0.251");
    private static readonly IPAddress GroupV6 = IPAddress.Parse("ff02::fb");
    private readonly Socket _socket;
    private readonly bool _isV6;
    private readonly byte[] _buffer = new byte[DnsReader.MaxPacket + 1];
    private readonly SortedSet<int> _joined = [];

    /// <exception cref="SocketException">No such family here, or the port is not shared.</exception>
    public MulticastSocket(bool isV6)
    {
        _isV6 = isV6;
        _socket = new Socket(isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            Share();
            if (isV6) _socket.DualMode = false;
            _socket.SetSocketOption(Level, SocketOptionName.PacketInformation, true);
            _socket.SetSocketOption(Level, SocketOptionName.MulticastTimeToLive, Hops);
            _socket.SetSocketOption(Level, SocketOptionName.IpTimeToLive, Hops);
            _socket.SetSocketOption(Level, SocketOptionName.MulticastLoopback, true);
            _socket.Bind(new IPEndPoint(isV6 ? IPAddress.IPv6Any : IPAddress.Any, MdnsResponder.MdnsPort));
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
    }

    private SocketOptionLevel Level => _isV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;

    /// <exception cref="SocketException">This interface cannot.</exception>
    public void Join(int number)
    {
        if (_joined.Contains(number)) return;
        Membership(number, SocketOptionName.AddMembership);
        _joined.Add(number);
    }

    /// <summary>Leaves all but these; interfaces that are gone have been left already.</summary>
    public void Keep(IReadOnlySet<int> numbers)
    {
        foreach (var number in _joined.Where(n => !numbers.Contains(n)).ToList())
        {
            _joined.Remove(number);
            try
            {
                Membership(number, SocketOptionName.DropMembership);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.InvalidArgument || !InterfaceExists(number))
            {
                // The interface is gone, and the membership with it.
            }
        }
    }

    public async Task<MdnsInput.Received> ReceiveAsync()
    {
        var any = new IPEndPoint(_isV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        var result = await _socket.ReceiveMessageFromAsync(_buffer.AsMemory(), SocketFlags.None, any);
        var multicast = PrivateAddress.Same(result.PacketInformation.Address, _isV6 ? GroupV6 : GroupV4);
        return new MdnsInput.Received(
            new LinkId(result.PacketInformation.Interface, _isV6), (IPEndPoint)result.RemoteEndPoint, multicast, _buffer.AsSpan(0, result.ReceivedBytes).ToArray());
    }

    public void Send(int number, IPEndPoint? to, ReadOnlySpan<byte> packet)
    {
        if (to is null) SendBy(number);
        _socket.SendTo(packet, SocketFlags.None, to ?? new IPEndPoint(_isV6 ? new IPAddress(GroupV6.GetAddressBytes(), number) : GroupV4, MdnsResponder.MdnsPort));
    }

    public void Dispose() => _socket.Dispose();

    private static bool InterfaceExists(int number) =>
        System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().Any(i => NetworkLinks.NumberOf(i, isV6: false) == number);

    private void SendBy(int number) => _socket.SetSocketOption(
        Level, SocketOptionName.MulticastInterface, _isV6 ? number : IPAddress.HostToNetworkOrder(number));

    private void Membership(int number, SocketOptionName option)
    {
        if (_isV6) _socket.SetSocketOption(Level, option, new IPv6MulticastOption(GroupV6, number));
        else _socket.SetSocketOption(Level, option, new MulticastOption(GroupV4, number));
    }

    // Others on this machine speak multicast DNS too; on Linux and macOS the port is shared only if all say so in both ways.
    private void Share()
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        Span<byte> on = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(on, 1);
        if (OperatingSystem.IsLinux()) _socket.SetRawSocketOption(1, 15, on);
        else if (OperatingSystem.IsMacOS()) _socket.SetRawSocketOption(0xffff, 0x0200, on);
    }
}
