using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Settings;

/// <summary>
/// Everything under <c>federation</c> in the configuration, checked. Immutable. Each key and its default stands in
/// <c>reference.conf</c>; there is no default in code.
/// </summary>
public sealed record FederationSettings
{
    /// <summary>Names the federation; nodes of different cluster ids never exchange state.</summary>
    public required string ClusterId { get; init; }

    /// <summary>Name and address of this node.</summary>
    public required NodeSettings Node { get; init; }

    /// <summary>Key, certificate and CA.</summary>
    public required IdentitySettings Identity { get; init; }

    /// <summary>Nodes to contact at start, each the full address of an actor system or <c>https://host:port</c>.</summary>
    public required ImmutableArray<string> SeedNodes { get; init; }

    /// <summary>Number of peers that found the log together; 0 where <see cref="InitialVoters"/> names them or this node joins later.</summary>
    public required int BootstrapExpect { get; init; }

    /// <summary>The founding voters by name; empty where <see cref="BootstrapExpect"/> chooses them.</summary>
    public required ImmutableArray<Did> InitialVoters { get; init; }

    /// <summary>Membership and failure detection.</summary>
    public required MembershipSettings Membership { get; init; }

    /// <summary>How nodes are found beside <see cref="SeedNodes"/>.</summary>
    public required DiscoverySettings Discovery { get; init; }

    /// <summary>The tie to an Akka.NET cluster.</summary>
    public required ClusterBridgeSettings ClusterBridge { get; init; }

    /// <summary>Spreading of updates.</summary>
    public required GossipSettings Gossip { get; init; }

    /// <summary>Elections, replication and proposals.</summary>
    public required ConsensusSettings Consensus { get; init; }

    /// <summary>Messages between applications.</summary>
    public required GatewaySettings Gateway { get; init; }

    /// <summary>Broadcasts to all nodes.</summary>
    public required BroadcastSettings Broadcast { get; init; }

    /// <summary>What the node serves over HTTPS.</summary>
    public required HttpSettings Http { get; init; }

    /// <summary>Folder of the node's database, absolute.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What keeps the node's events in that folder.</summary>
    public required JournalKind Journal { get; init; }

    /// <summary>What applies the log where the application brings no state machine; the same on all voters.</summary>
    public required StateMachineKind StateMachine { get; init; }
}
