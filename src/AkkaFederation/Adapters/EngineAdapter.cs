#if ENGINE_AKKANET
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
#endif
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Adapters;

/// <summary>What cannot be the same on both engines: how connections are secured and how
/// their other end is known, and the tie to a cluster.</summary>
internal static class EngineAdapter
{
#if ENGINE_AKKANET
    public const string Name = "AkkaNet";

    public static bool HasWriteAheadJournal => false;

    public static bool HasClusterBridge => true;

    public static IConnectionIdentity ConnectionIdentity => UnknownConnectionIdentity.Instance;

    /// <summary>
    /// Akka.Remote does not tell which certificate a message came in under, so nobody could say who sent it. Until direct
    /// messages carry proof of their own (docs/engines.md), a node must not start rather than trust what it cannot check.
    /// </summary>
    public static ActorSystemSetup WithConnections(ActorSystemSetup setup, PeerTrust trust) =>
        throw new FederationStartException(
            "This build runs on Akka.NET, whose remoting cannot tell who sent a message, so the node does not start; "
            + "build with -p:ActorEngine=Standalone (see docs/engines.md).");

    /// <summary>What joins the cluster of the configuration and gives its members as contact hints; null where that is off.</summary>
    public static Props? ClusterProvider(FederationRuntime runtime) =>
        runtime.Settings.ClusterBridge.Enabled ? ClusterMembersProvider.Props(runtime) : null;

    /// <summary>Serializers are bound when a system starts, so what the bridge sends by must be in its configuration by then.</summary>
    public static Config WithDefaults(Config config, FederationSettings settings) => settings.ClusterBridge.Enabled
        ? config.WithFallback(DistributedPubSub.DefaultConfig()).WithFallback(ClusterClientReceptionist.DefaultConfig())
        : config;

    /// <summary>Rooms of this engine alone.</summary>
    public static ImmutableArray<FederationRooms.Room> RoomsOf(FederationSettings settings) =>
        settings.ClusterBridge.Enabled ? [new(ClusterBridge.Name, ClusterBridge.Props)] : [];

    /// <summary>Akka.Remote closes no connection for its certificate.</summary>
    public static void Recheck(ActorSystem system)
    {
    }
#else
    public const string Name = "Standalone";

    public static bool HasWriteAheadJournal => true;

    public static bool HasClusterBridge => false;

    public static IConnectionIdentity ConnectionIdentity => TlsConnectionIdentity.Instance;

    public static ActorSystemSetup WithConnections(ActorSystemSetup setup, PeerTrust trust) =>
        setup.WithSetup(new Engine.Remote.ConnectionPolicySetup(new FederationConnectionPolicy(trust)));

    public static Props? ClusterProvider(FederationRuntime runtime) => null;

    public static Config WithDefaults(Config config, FederationSettings settings) => config;

    public static ImmutableArray<FederationRooms.Room> RoomsOf(FederationSettings settings) => [];

    /// <summary>Closes the connections whose peers are not trusted any more.</summary>
    public static void Recheck(ActorSystem system) => Engine.Remote.RemotingTrust.Recheck(system);
#endif
}
