using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>Opens one lane to a peer: connect, TLS 1.3, the policy's verdict on the listener, hello, welcome.</summary>
internal sealed class TlsDialler(TransportContext context)
{
    public async Task<DialledConnection> DialAsync(Address peer, Lane lane)
    {
        using var place = await DialGate.Shared.EnterAsync(context.Settings.Time, context.Stop.Token).ConfigureAwait(false);
        using var certificate = new PeerCertificate();
        using var limit = new CancellationTokenSource(context.Settings.HandshakeTimeout, context.Settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.Stop.Token);
        var host = Sockets.Unbracket(peer.Host ?? "");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SslStream? tls = null;
        try
        {
            Sockets.Tune(socket, context.Settings.UnacknowledgedLimit);
            await socket.ConnectAsync(new DnsEndPoint(host, peer.Port ?? 0), either.Token).ConfigureAwait(false);
            tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(context.Tls.Client(host, certificate.Capture), either.Token).ConfigureAwait(false);
            return await GreetAsync(tls, certificate, peer, lane, either.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (tls is not null) await tls.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            if (error is OperationCanceledException && limit.IsCancellationRequested && !context.Stop.IsCancellationRequested)
                throw new IOException($"no answer within the handshake time-out of {context.Settings.HandshakeTimeout.TotalSeconds:0.#} s", error);
            throw;
        }
    }

    private async Task<DialledConnection> GreetAsync(
        SslStream tls, PeerCertificate certificate, Address peer, Lane lane, CancellationToken cancel)
    {
        var endpoint = peer.ToString();
        var verdict = certificate.Authenticate(context.Policy, ConnectionRole.Dialler);
        if (verdict.Identity is { } known) verdict = certificate.Admit(context.Policy, known, ConnectionRole.Dialler, peer);
        if (verdict.RefusalReason is { } refusal)
        {
            context.Refuse(refusal, endpoint, peer, inbound: false, verdict.Detail ?? "refused by the connection policy");
            throw new IOException($"the certificate at {endpoint} was refused: {refusal}");
        }

        using var hello = new WireBuffer(512);
        new Hello(FrameFormat.ProtocolVersion, FrameFormat.EngineName, context.Settings.Uid, context.LocalAddress, lane).WriteTo(hello);
        await tls.WriteAsync(hello.Written, cancel).ConfigureAwait(false);

        using var reader = new FrameReader(tls, FrameFormat.MaximumHelloFrame);
        var status = await reader.ReadAsync(cancel).ConfigureAwait(false);
        var reason = RefusalReasons.HandshakeAborted;
        var uid = status == FrameStatus.Frame ? Hello.TryReadAnswer(reader.Type, reader.Body, out reason) : null;
        if (uid is not null) return new DialledConnection(tls, verdict.Identity!, uid.Value, certificate.Take());
        if (reason != RefusalReasons.HandshakeAborted)
            context.Refuse(RefusalReasons.RefusedByPeer, endpoint, peer, inbound: false, reason);
        throw new IOException($"{endpoint} did not let this system in: {reason}");
    }
}
