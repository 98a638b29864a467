using System.Net;
using Akka.Configuration;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>The keys of <c>akka.remote</c>, read once. Their meaning and defaults stand in reference.conf.</summary>
internal sealed record RemotingOptions
{
    public required TransportSettings Transport { get; init; }

    public required FilePolicySettings? Files { get; init; }

    public required IReadOnlyList<string> ControlLanePaths { get; init; }

    public required bool UntrustedMode { get; init; }

    public required bool AcceptRelayedSenders { get; init; }

    public required TimeSpan FlushWait { get; init; }

    public required TimeSpan ResendInterval { get; init; }

    public required TimeSpan SystemMessageLimit { get; init; }

    public required WatchOptions Watch { get; init; }

    public static RemotingOptions Read(Config config, string systemName, long uid, Func<double> jitter)
    {
        var remote = config.GetConfig("akka.remote");
        var tcp = remote.GetConfig("dot-netty.tcp");
        var own = remote.GetConfig("standalone");
        if (!tcp.GetBoolean("enable-ssl"))
            throw new RemoteTransportException("akka.remote.dot-netty.tcp.enable-ssl is off, but this engine speaks TLS 1.3 only: switch it on");
        return new RemotingOptions
        {
            Transport = ReadTransport(tcp, own, systemName, uid, jitter),
            Files = ReadFiles(tcp.GetConfig("ssl"), own),
            ControlLanePaths = [.. own.GetStringList("control-lane-paths")],
            UntrustedMode = remote.GetBoolean("untrusted-mode"),
            AcceptRelayedSenders = own.GetBoolean("accept-relayed-senders"),
            FlushWait = remote.GetTimeSpan("flush-wait-on-shutdown"),
            ResendInterval = remote.GetTimeSpan("resend-interval"),
            SystemMessageLimit = remote.GetTimeSpan("initial-system-message-delivery-timeout"),
            Watch = WatchOptions.Read(remote.GetConfig("watch-failure-detector")),
        };
    }

    private static TransportSettings ReadTransport(Config tcp, Config own, string systemName, long uid, Func<double> jitter)
    {
        var bound = tcp.GetString("hostname") ?? "";
        var told = tcp.GetString("public-hostname") ?? "";
        if (told.Length == 0 && bound is "" or "0.0.0.0" or "::") told = Dns.GetHostName();
        return new TransportSettings
        {
            SystemName = systemName,
            Uid = uid,
            Jitter = jitter,
            Hostname = bound,
            Port = InRange(tcp, "port", 0, ushort.MaxValue),
            PublicHostname = told,
            PublicPort = InRange(tcp, "public-port", 0, ushort.MaxValue),
            Backlog = InRange(tcp, "backlog", 1, int.MaxValue),
            MaximumFrame = (int)Math.Clamp(tcp.GetByteSize("maximum-frame-size") ?? 0, 16 * 1024, 512 * 1024 * 1024),
            HandshakeTimeout = own.GetTimeSpan("handshake-timeout"),
            MaximumPendingHandshakes = InRange(own, "maximum-pending-handshakes", 1, int.MaxValue),
            BulkQueue = InRange(own, "bulk-queue-size", 1, 1 << 24),
            ControlQueue = InRange(own, "control-queue-size", 1, 1 << 24),
            KeepWhileUnreachable = own.GetTimeSpan("keep-while-unreachable"),
            BackoffFirst = own.GetTimeSpan("backoff-first"),
            BackoffLimit = own.GetTimeSpan("backoff-limit"),
            UnacknowledgedLimit = own.GetTimeSpan("unacknowledged-limit"),
        };
    }

    private static FilePolicySettings? ReadFiles(Config ssl, Config own)
    {
        var path = ssl.GetString("certificate.path") ?? "";
        if (path.Length == 0) return null;
        return new FilePolicySettings
        {
            CertificatePath = path,
            Password = ssl.GetString("certificate.password") ?? "",
            KeyPath = own.GetString("certificate-key-path") ?? "",
            TrustedRootsPath = own.GetString("trusted-roots") ?? "",
            ValidateHostname = ssl.GetBoolean("validate-certificate-hostname"),
            SuppressValidation = ssl.GetBoolean("suppress-validation"),
        };
    }

    private static int InRange(Config config, string key, int from, int to)
    {
        var value = config.GetInt(key);
        return value >= from && value <= to
            ? value
            : throw new RemoteTransportException($"akka.remote: {key} = {value} is out of range: from {from} to {to}");
    }
}
