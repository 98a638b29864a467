using System.Net;
using System.Net.Sockets;

namespace AkkaFederation.Engine.Remote;

/// <summary>Socket settings and address texts that listener and dialler share.</summary>
internal static class Sockets
{
    private const int LinuxTcpLevel = 6;
    private const int LinuxTcpUserTimeout = 18;

    public static void Tune(Socket socket, TimeSpan unacknowledged)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Math.Max(1, (int)unacknowledged.TotalSeconds));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);

        // Without it, bytes sent to a host that lost its power block a writer for a quarter of an hour.
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(LinuxTcpLevel, LinuxTcpUserTimeout, BitConverter.GetBytes((int)unacknowledged.TotalMilliseconds));
    }

    /// <summary>Host part of an address as DNS and sockets want it: an IPv6 literal without its brackets.</summary>
    public static string Unbracket(string host) => host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;

    /// <summary>Host part as it stands in an address: an IPv6 literal in brackets.</summary>
    public static string Bracket(string host) => host.Contains(':') && !host.StartsWith('[') ? $"[{host}]" : host;

    public static async Task<IPEndPoint> ResolveBindAsync(string hostname, int port)
    {
        var host = Unbracket(hostname);
        if (host.Length == 0 || host == "0.0.0.0") return new IPEndPoint(IPAddress.Any, port);
        if (IPAddress.TryParse(host, out var literal)) return new IPEndPoint(literal, port);
        var found = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
        return found.Length > 0 ? new IPEndPoint(found[0], port) : throw new SocketException((int)SocketError.HostNotFound);
    }

    public static string Describe(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint?.ToString() ?? "unknown";
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return "closed";
        }
    }
}
