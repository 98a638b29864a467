using AkkaFederation.Adapters;

namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.cluster-bridge</c>.</summary>
internal static class ClusterBridgeReader
{
    public static ClusterBridgeSettings Read(SettingsScope scope)
    {
        var settings = new ClusterBridgeSettings
        {
            Enabled = scope.Switch("enabled"),
            Role = scope.Text("role"),
            PublishCommits = scope.Switch("publish-commits"),
            PublishMembership = scope.Switch("publish-membership"),
            CommitInterval = scope.Duration("commit-interval", TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)),
            ClientAccess = scope.OneOf<ClusterClientAccess>("client-access"),
        };
        return !settings.Enabled || EngineAdapter.HasClusterBridge
            ? settings
            : throw scope.Wrong("enabled", "off: an Akka.NET cluster is joined by the build with -p:ActorEngine=AkkaNet alone, and this one is Standalone (docs/engines.md)");
    }
}
