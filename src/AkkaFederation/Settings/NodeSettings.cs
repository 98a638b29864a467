using System.Collections.Immutable;

namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.node</c>: name and address of this node and what it says of itself.</summary>
public sealed record NodeSettings
{
    /// <summary>Name for people, in logs and tables; empty for the last digits of the DID.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the actor system; the same in the whole federation.</summary>
    public required string System { get; init; }

    /// <summary>The <see cref="Host"/> that stands for "the private address of this machine".</summary>
    public const string AutoHost = "auto";

    /// <summary>Address to listen on, or <see cref="AutoHost"/>.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port to listen on; 0 for a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Host that peers dial; empty for <see cref="Host"/>.</summary>
    public required string PublicHost { get; init; }

    /// <summary>Port that peers dial; 0 for the one listened on.</summary>
    public required int PublicPort { get; init; }

    /// <summary>What this node can do, for its peer record.</summary>
    public required ImmutableArray<string> Capabilities { get; init; }

    /// <summary>Zone, version, model, hardware and the like, for its peer record.</summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }
}
