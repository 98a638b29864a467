namespace AkkaFederation.Engine.Remote;

/// <summary>Limits and times of the TLS transport; the HOCON keys stand in <c>remote.conf</c>, with the same defaults.</summary>
internal sealed record TransportSettings
{
    public required string SystemName { get; init; }

    public required long Uid { get; init; }

    /// <summary>Protocol part of addresses; both engines name TLS this way.</summary>
    public string Protocol { get; init; } = "akka.ssl.tcp";

    /// <summary>What is bound; empty or 0.0.0.0 binds every interface.</summary>
    public required string Hostname { get; init; }

    public int Port { get; init; }

    /// <summary>What peers are told, where that differs from what is bound; empty and 0 mean the same as bound.</summary>
    public string PublicHostname { get; init; } = "";

    public int PublicPort { get; init; }

    public int Backlog { get; init; } = 512;

    public int MaximumFrame { get; init; } = 1024 * 1024;

    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public int MaximumPendingHandshakes { get; init; } = 1024;

    public int BulkQueue { get; init; } = 65536;

    public int ControlQueue { get; init; } = 8192;

    /// <summary>How long messages may wait for a peer that cannot be reached before they become dead letters.</summary>
    public TimeSpan KeepWhileUnreachable { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan BackoffLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A connection whose bytes the peer's kernel has not acknowledged for this long is broken.</summary>
    public TimeSpan UnacknowledgedLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A lane without connection and messages for this long is given up; the next message makes another.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Uniform in [0, 1), thread-safe; spreads reconnects.</summary>
    public Func<double> Jitter { get; init; } = () => 0.5;
}
