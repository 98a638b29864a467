using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Bench;

/// <summary>
/// What this machine gives to anybody, measured beside every benchmark: the time to make 4 KiB durable in the folder where
/// the nodes keep their logs, and the time for one byte to go and come back over TLS 1.3 on loopback. No commit can be
/// faster than the first, no remote answer faster than the second.
/// </summary>
internal static class Floor
{
    private const int Syncs = 200;
    private const int RoundTrips = 2000;
    private const int WarmUp = 200;
    private const int Block = 4096;

    public static async Task<IReadOnlyList<BenchFigure>> MeasureAsync(string bench, string folder, NodeIdentity identity, CancellationToken stop) =>
    [
        new(bench, "floor", "fsync_p50_ms", Math.Round(FsyncP50(folder), 3), "ms"),
        new(bench, "floor", "tls_rtt_p50_us", Math.Round(await TlsRoundTripP50Async(identity, stop) * 1000, 1), "us"),
    ];

    /// <summary>Milliseconds.</summary>
    public static double FsyncP50(string folder)
    {
        var path = Path.Combine(folder, "fsync.probe");
        var times = new Latencies();
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            var block = RandomNumberGenerator.GetBytes(Block);
            for (var i = 0; i < Syncs; i++)
            {
                var started = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, (long)i * Block);
                RandomAccess.FlushToDisk(file);
                times.Add(Stopwatch.GetElapsedTime(started));
            }
        }
        finally
        {
            File.Delete(path);
        }
        return times.Percentile(50);
    }

    private static async Task<double> TlsRoundTripP50Async(NodeIdentity identity, CancellationToken stop)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient { NoDelay = true };
        var accepting = listener.AcceptTcpClientAsync(stop).AsTask();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, stop);
        using var server = await accepting;
        server.NoDelay = true;
        await using var near = new SslStream(client.GetStream());
        await using var far = new SslStream(server.GetStream());
        var handshake = far.AuthenticateAsServerAsync(ServerOptions(identity), stop);
        await near.AuthenticateAsClientAsync(ClientOptions(identity), stop);
        await handshake;
        var echo = EchoAsync(far, WarmUp + RoundTrips, stop);
        var times = new Latencies();
        var buffer = new byte[1];
        for (var i = 0; i < WarmUp + RoundTrips; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await near.WriteAsync(buffer, stop);
            await near.ReadExactlyAsync(buffer, stop);
            if (i >= WarmUp)
                times.Add(Stopwatch.GetElapsedTime(started));
        }
        await echo;
        return times.Percentile(50);
    }

    private static async Task EchoAsync(SslStream stream, int count, CancellationToken stop)
    {
        var buffer = new byte[1];
        for (var i = 0; i < count; i++)
        {
            await stream.ReadExactlyAsync(buffer, stop);
            await stream.WriteAsync(buffer, stop);
        }
    }

    // Both ends are this very process; who the other is was decided before the first byte.
    private static SslServerAuthenticationOptions ServerOptions(NodeIdentity identity) => new()
    {
        ServerCertificate = identity.Certificate,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Equals(identity.Certificate) == true,
    };

    private static SslClientAuthenticationOptions ClientOptions(NodeIdentity identity) => new()
    {
        TargetHost = "floor",
        ClientCertificates = [identity.Certificate],
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Equals(identity.Certificate) == true,
    };
}
