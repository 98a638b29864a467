namespace AkkaFederation.Bridge;

/// <summary>Where a cluster around the federation hears of it (docs/engines.md, "ClusterBridge").</summary>
public static class ClusterTopics
{
    /// <summary>DistributedPubSub topic of <see cref="ClusterCommit"/>.</summary>
    public const string Commits = "federation.commits";

    /// <summary>DistributedPubSub topic of <see cref="ClusterPeerChanged"/>.</summary>
    public const string Membership = "federation.membership";

    /// <summary>Path under which a ClusterClient reaches the gateway of a node.</summary>
    public const string GatewayPath = "/user/federation/cluster-bridge/gateway";
}
