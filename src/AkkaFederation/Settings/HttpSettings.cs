using System.Collections.Immutable;

namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.http</c>: what a node serves over HTTPS.</summary>
public sealed record HttpSettings
{
    /// <summary>Whether the node serves HTTPS at all.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Address to listen on.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port to listen on; 0 for a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Further names under which clients may ask for this node.</summary>
    public required ImmutableArray<string> Names { get; init; }

    /// <summary>Open connections at most.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Requests of one client in a second at most.</summary>
    public required int RequestsPerSecond { get; init; }

    /// <summary>How long a request may take.</summary>
    public required TimeSpan RequestTimeout { get; init; }
}
