#if !ENGINE_AKKANET
using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AkkaFederation.Tests.Attacks;

/// <summary>An adversary's socket. Speaks as much of the remoting's bytes as a test wants, and writes them by hand.</summary>
internal sealed class RawConnection : IDisposable
{
    public const byte Messages = 4;
    private const byte Hello = 1;
    private readonly TcpClient _client;
    private readonly Stream _stream;

    private RawConnection(TcpClient client, Stream stream) => (_client, _stream) = (client, stream);

    /// <summary>Serial number of the certificate that the node shows.</summary>
    public string? RemoteSerial => ((_stream as SslStream)?.RemoteCertificate as X509Certificate2)?.SerialNumber;

    public static async Task<RawConnection> PlainAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        return new RawConnection(client, client.GetStream());
    }

    /// <summary>In TLS 1.3 the client is done before the server has looked at its certificate, so this says nothing yet.</summary>
    public static async Task<RawConnection> TlsAsync(int port, X509Certificate2? certificate, SslProtocols protocol = SslProtocols.Tls13)
    {
        var plain = await PlainAsync(port);
        var tls = new SslStream(plain._stream);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "node",
                EnabledSslProtocols = protocol,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
        }
        catch
        {
            plain.Dispose();
            throw;
        }

        return new RawConnection(plain._client, tls);
    }

    /// <summary>A connection that was let in.</summary>
    public static async Task<RawConnection> AcceptedAsync(int port, X509Certificate2 certificate)
    {
        var connection = await TlsAsync(port, certificate);
        await connection.SendHelloAsync("federation");
        Assert.Equal((byte)2, await connection.ReadTypeAsync());
        return connection;
    }

    public Task SendHelloAsync(string system)
    {
        var body = new MemoryStream();
        body.Write([0x41, 0x4B, 0x46, 0x52, 1]);
        WriteText(body, "AkkaFederation.Standalone");
        body.Write([0, 0, 0, 0, 0, 0, 0x12, 0x34]);
        WriteText(body, "akka.ssl.tcp");
        WriteText(body, system);
        WriteText(body, "127.0.0.1");
        body.Write([9, 0]);
        return SendFrameAsync(Hello, body.ToArray());
    }

    /// <summary>One message without a sender for an actor of the node.</summary>
    public Task SendMessageAsync(string recipient, int serializer, string manifest, byte[] payload, string? sender = null)
    {
        var body = new MemoryStream();
        body.WriteByte(2);
        WriteText(body, recipient);
        body.WriteByte(sender is null ? (byte)0 : (byte)4);
        if (sender is not null) WriteText(body, sender);
        WriteVarint(body, (uint)serializer << 1);
        body.WriteByte(2);
        WriteText(body, manifest);
        WriteVarint(body, (uint)payload.Length);
        body.Write(payload);
        return SendFrameAsync(Messages, body.ToArray());
    }

    public Task SendFrameAsync(byte type, byte[] body)
    {
        var frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length + 1);
        frame[4] = type;
        body.CopyTo(frame, 5);
        return SendAsync(frame);
    }

    public async Task SendAsync(byte[] bytes)
    {
        await _stream.WriteAsync(bytes);
        await _stream.FlushAsync();
    }

    /// <summary>Type of the frame that the node sends next; null if it hangs up instead.</summary>
    public async Task<byte?> ReadTypeAsync()
    {
        using var limit = new CancellationTokenSource(NodeUnderAttack.Patience);
        var header = new byte[5];
        try
        {
            await _stream.ReadExactlyAsync(header, limit.Token);
            await _stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(header) - 1], limit.Token);
            return header[4];
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private static void WriteText(MemoryStream body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteVarint(body, (uint)bytes.Length);
        body.Write(bytes);
    }

    private static void WriteVarint(MemoryStream body, uint value)
    {
        for (; value >= 0x80; value >>= 7) body.WriteByte((byte)(value | 0x80));
        body.WriteByte((byte)value);
    }
}
#endif
