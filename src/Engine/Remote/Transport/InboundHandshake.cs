using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// One accepted socket on its way to being an authenticated connection: TLS 1.3 with a client certificate, hello, the
/// policy's verdict, welcome. Whatever fails is named by one reason code; nothing here can disturb another connection.
/// </summary>
internal sealed class InboundHandshake(TransportContext context, Socket socket)
{
    private const int PeekedBytes = 2048;

    private readonly PeerCertificate _certificate = new();
    private readonly string _endpoint = Sockets.Describe(socket);
    private string? _reason;
    private bool _outdated;
    private bool _counted;
    private string _detail = "";
    private string _identity = "";
    private Akka.Actor.Address? _claimed;

    /// <summary>The connection, ready to be read, or null: refused, counted and closed.</summary>
    public async Task<InboundConnection?> RunAsync(PendingHandshakes.Entry pending)
    {
        using var certificate = _certificate;
        using var limit = new CancellationTokenSource(context.Settings.HandshakeTimeout, context.Settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.Stop.Token);
        SslStream? tls = null;
        try
        {
            Sockets.Tune(socket, context.Settings.UnacknowledgedLimit);
            if (await LooksLikeTlsAsync(either.Token).ConfigureAwait(false))
            {
                tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
                await tls.AuthenticateAsServerAsync(context.Tls.Server(_certificate.Capture), either.Token).ConfigureAwait(false);
                if (await IsStrangerAsync(tls, either.Token).ConfigureAwait(false)) await DrainAsync(tls, either.Token).ConfigureAwait(false);
                else if (await GreetAsync(tls, either.Token).ConfigureAwait(false) is { } connection) return connection;
            }
        }
        catch (Exception error)
        {
            _reason ??= Classify(error, pending, limit.IsCancellationRequested);
            if (_detail.Length == 0) _detail = error.Message;
        }

        await CloseAsync(tls).ConfigureAwait(false);
        Count();
        return null;
    }

    private void Count()
    {
        if (_counted || context.Stop.IsCancellationRequested) return;
        _counted = true;
        context.Refuse(_reason ?? RefusalReasons.HandshakeFailed, _endpoint, _claimed, inbound: true, _detail);
    }

    private async Task<bool> IsStrangerAsync(SslStream tls, CancellationToken cancel)
    {
        var verdict = _certificate.Authenticate(context.Policy, ConnectionRole.Listener);
        if (verdict.RefusalReason is not { } reason)
        {
            _identity = verdict.Identity!;
            return false;
        }

        _reason = reason;
        _detail = verdict.Detail ?? "its certificate";
        Count();
        await AnswerRefusalAsync(tls, cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>Lets the other side read the refusal: closing on what it has sent already would reset the connection.</summary>
    private static async Task DrainAsync(SslStream tls, CancellationToken cancel)
    {
        var nowhere = ArrayPool<byte>.Shared.Rent(PeekedBytes);
        try
        {
            for (var left = FrameFormat.MaximumHelloFrame; left > 0;)
            {
                var read = await tls.ReadAsync(nowhere, cancel).ConfigureAwait(false);
                if (read == 0) return;
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(nowhere);
        }
    }

    /// <summary>Waits without a buffer for the first byte, so that a silent connection costs a socket and nothing more.</summary>
    private async Task<bool> LooksLikeTlsAsync(CancellationToken cancel)
    {
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel).ConfigureAwait(false);
        var peeked = ArrayPool<byte>.Shared.Rent(PeekedBytes);
        try
        {
            var read = await socket.ReceiveAsync(peeked, SocketFlags.Peek, cancel).ConfigureAwait(false);
            if (read > 0 && peeked[0] == ClientHello.HandshakeRecord)
            {
                _outdated = ClientHello.OffersTls13(peeked.AsSpan(0, read)) == false;
                return true;
            }

            _reason = read == 0 ? RefusalReasons.HandshakeAborted : RefusalReasons.Plaintext;
            _detail = read == 0 ? "closed before the handshake" : "this port speaks TLS 1.3 only";
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(peeked);
        }
    }

    private async Task<InboundConnection?> GreetAsync(SslStream tls, CancellationToken cancel)
    {
        var reader = new FrameReader(tls, FrameFormat.MaximumHelloFrame);
        try
        {
            var status = await reader.ReadAsync(cancel).ConfigureAwait(false);
            var hello = status == FrameStatus.Frame ? Hello.TryRead(reader.Type, reader.Body, out _reason) : null;
            if (hello is null)
            {
                ExplainBadHello(status, reader.AnnouncedLength);
                await AnswerRefusalAsync(tls, cancel).ConfigureAwait(false);
                return null;
            }

            _claimed = hello.Claimed;
            var verdict = hello.Claimed.Equals(context.LocalAddress)
                ? ConnectionVerdict.Refuse(RefusalReasons.WrongAddress)
                : _certificate.Admit(context.Policy, _identity, ConnectionRole.Listener, hello.Claimed);
            if (verdict.RefusalReason is { } refusal)
            {
                _reason = refusal;
                _detail = verdict.Detail ?? $"claims {hello.Claimed}";
                await AnswerRefusalAsync(tls, cancel).ConfigureAwait(false);
                return null;
            }

            _reason = null;
            using var answer = new WireBuffer(256);
            Hello.WriteWelcome(answer, context.Settings.Uid);
            await tls.WriteAsync(answer.Written, cancel).ConfigureAwait(false);
            var peer = new InboundPeer(hello.Claimed, verdict.Identity!, hello.Uid, hello.Lane);
            var connection = new InboundConnection(context, tls, reader, peer, _certificate.Take(), _endpoint);
            reader = null;
            return connection;
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private void ExplainBadHello(FrameStatus status, uint announced)
    {
        if (status == FrameStatus.Frame)
        {
            _detail = $"the first frame is not a hello of {FrameFormat.EngineName}, protocol version {FrameFormat.ProtocolVersion}";
            return;
        }

        // Akka.Remote's frames begin with a little-endian length and the tag of a protobuf field.
        var reversed = BinaryPrimitives.ReverseEndianness(announced);
        var foreign = status == FrameStatus.TooLong && reversed is > 0 and <= FrameFormat.MaximumHelloFrame;
        _reason = foreign ? RefusalReasons.ForeignEngine
            : status == FrameStatus.TooLong ? RefusalReasons.FrameTooLong
            : status is FrameStatus.EndOfStream or FrameStatus.Cut ? RefusalReasons.HandshakeAborted
            : RefusalReasons.BadHello;
        _detail = foreign ? "speaks like Akka.Remote; a federation uses one engine"
            : status == FrameStatus.TooLong ? $"first frame of {announced} bytes announced, limit {FrameFormat.MaximumHelloFrame}"
            : "no hello";
    }

    /// <summary>Only a reason code goes back; the dialler needs it for its own log.</summary>
    private async Task AnswerRefusalAsync(SslStream tls, CancellationToken cancel)
    {
        using var answer = new WireBuffer(256);
        Hello.WriteRefusal(answer, _reason!);
        await tls.WriteAsync(answer.Written, cancel).ConfigureAwait(false);
        await tls.ShutdownAsync().ConfigureAwait(false);
    }

    private string Classify(Exception error, PendingHandshakes.Entry pending, bool timedOut)
    {
        if (pending.Evicted) return RefusalReasons.HandshakeEvicted;
        if (timedOut) return RefusalReasons.HandshakeTimeout;
        if (_certificate.Missing) return RefusalReasons.NoClientCertificate;
        if (_outdated) return RefusalReasons.TlsVersion;
        return error is IOException or SocketException or ObjectDisposedException ? RefusalReasons.HandshakeAborted : RefusalReasons.HandshakeFailed;
    }

    private async Task CloseAsync(SslStream? tls)
    {
        if (tls is not null) await tls.DisposeAsync().ConfigureAwait(false);
        socket.Dispose();
    }
}
