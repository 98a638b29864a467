using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote.Tests;

/// <summary>An adversary with a socket of its own: speaks as much of the protocol as the test wants.</summary>
internal sealed class RawPeer : IDisposable
{
    private RawPeer(Socket socket, Stream stream)
    {
        Socket = socket;
        Stream = stream;
    }

    public Socket Socket { get; }

    public Stream Stream { get; }

    public static Task<RawPeer> PlainAsync(TestNode node) => PlainAsync(node.Address.Port!.Value);

    public static Task<RawPeer> TlsAsync(TestNode node, X509Certificate2? certificate, SslProtocols protocols = SslProtocols.Tls13) =>
        TlsAsync(node.Address.Port!.Value, certificate, protocols);

    public static Task<RawPeer> AcceptedAsync(TestNode node, X509Certificate2 certificate, Address claimed) =>
        AcceptedAsync(node.Address.Port!.Value, certificate, claimed);

    private static async Task<RawPeer> PlainAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port);
        return new RawPeer(socket, new NetworkStream(socket, ownsSocket: true));
    }

    public static async Task<RawPeer> TlsAsync(int port, X509Certificate2? certificate, SslProtocols protocols = SslProtocols.Tls13)
    {
        var plain = await PlainAsync(port);
        var tls = new SslStream(plain.Stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = protocols,
            ClientCertificates = certificate is null ? null : [certificate],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return new RawPeer(plain.Socket, tls);
    }

    /// <summary>A peer that was let in: TLS, hello, welcome.</summary>
    public static async Task<RawPeer> AcceptedAsync(int port, X509Certificate2 certificate, Address claimed)
    {
        var peer = await TlsAsync(port, certificate);
        await peer.SendHelloAsync(claimed);
        var type = await peer.ReadTypeAsync();
        Assert.Equal(FrameFormat.Welcome, type);
        return peer;
    }

    public Task SendHelloAsync(Address claimed, string engine = FrameFormat.EngineName, int version = FrameFormat.ProtocolVersion)
    {
        using var buffer = new WireBuffer(512);
        new Hello(version, engine, 4711, claimed, Lane.Bulk).WriteTo(buffer);
        return SendAsync(buffer.Written.ToArray());
    }

    public async Task SendAsync(byte[] bytes)
    {
        await Stream.WriteAsync(bytes);
        await Stream.FlushAsync();
    }

    public Task SendFrameAsync(byte type, byte[] body)
    {
        var frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length + 1);
        frame[4] = type;
        body.CopyTo(frame, 5);
        return SendAsync(frame);
    }

    /// <summary>Type of the next frame that the node sends; null if it hangs up instead.</summary>
    public async Task<byte?> ReadTypeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var reader = new FrameReader(Stream, 4096);
        try
        {
            return await reader.ReadAsync(limit.Token) == FrameStatus.Frame ? reader.Type : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task AssertHungUpAsync() => Assert.Null(await ReadTypeAsync());

    public void Dispose()
    {
        Stream.Dispose();
        Socket.Dispose();
    }
}
