using System.Net;
using System.Net.Sockets;

namespace Engine.Conformance.Remoting;

/// <summary>
/// A TCP relay in front of a system's port: what peers are told is the relay's port, so that a test can pull the plug, as
/// a power cut would, without the system behind it noticing in time to say goodbye.
/// </summary>
internal sealed class Cable : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _pulled = new();
    private readonly int _target;

    public Cable(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public void Pull()
    {
        _pulled.Cancel();
        _listener.Stop();
    }

    public void Dispose() => Pull();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptTcpClientAsync(_pulled.Token));
        }
        catch (Exception pulled) when (pulled is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task RelayAsync(TcpClient outside)
    {
        using var inside = new TcpClient();
        using (outside)
        {
            try
            {
                await inside.ConnectAsync(IPAddress.Loopback, _target, _pulled.Token);
                await Task.WhenAny(
                    outside.GetStream().CopyToAsync(inside.GetStream(), _pulled.Token),
                    inside.GetStream().CopyToAsync(outside.GetStream(), _pulled.Token));
            }
            catch (Exception broken) when (broken is OperationCanceledException or SocketException or IOException)
            {
                return;
            }
        }
    }
}
