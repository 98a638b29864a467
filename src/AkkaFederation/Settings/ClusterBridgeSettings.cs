namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.cluster-bridge</c>: the tie to an Akka.NET cluster. Of the AkkaNet build alone.</summary>
public sealed record ClusterBridgeSettings
{
    /// <summary>Whether this node joins <c>akka.cluster.seed-nodes</c> and tells that cluster of the federation.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Members with this role alone are hints where peers may be; empty for all members.</summary>
    public required string Role { get; init; }

    /// <summary>Whether commits are published while this node leads.</summary>
    public required bool PublishCommits { get; init; }

    /// <summary>Whether this node's changes of its peers' statuses are published.</summary>
    public required bool PublishMembership { get; init; }

    /// <summary>Time between two looks at the log for new commits.</summary>
    public required TimeSpan CommitInterval { get; init; }

    /// <summary>What clients of the cluster may ask of this node's gateway.</summary>
    public required ClusterClientAccess ClientAccess { get; init; }
}

/// <summary>What a ClusterClient, whose sender nothing proves, may ask of a node's gateway.</summary>
public enum ClusterClientAccess
{
    /// <summary>Nothing: the gateway is not registered with the receptionist.</summary>
    None,

    /// <summary>The peers that it knows.</summary>
    Peers,

    /// <summary>That as well, and messages to peers, which go out in the node's name.</summary>
    Messages,
}
