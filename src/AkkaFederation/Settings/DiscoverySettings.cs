using System.Collections.Immutable;

namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.discovery</c>.</summary>
public sealed record DiscoverySettings
{
    /// <summary>Multicast DNS.</summary>
    public required MdnsSettings Mdns { get; init; }
}

/// <summary>Settings under <c>federation.discovery.mdns</c>.</summary>
public sealed record MdnsSettings
{
    /// <summary>Whether this node advertises itself and looks for others on the local network.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Interfaces by name; empty for all that are up and can multicast.</summary>
    public required ImmutableArray<string> Interfaces { get; init; }

    /// <summary>Adverts kept on one link; more are refused.</summary>
    public required int MaxAdverts { get; init; }

    /// <summary>Adverts kept of one sender; more are refused.</summary>
    public required int MaxAdvertsPerSender { get; init; }
}
