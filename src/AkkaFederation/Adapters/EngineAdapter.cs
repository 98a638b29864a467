using Akka.Actor;
using Akka.Actor.Setup;
using AkkaFederation.Identity;

namespace AkkaFederation.Adapters;

/// <summary>What cannot be the same on both engines: how connections are secured and how their other end is known.</summary>
internal static class EngineAdapter
{
#if ENGINE_AKKANET
    public const string Name = "AkkaNet";

    public static bool HasWriteAheadJournal => false;

    public static IConnectionIdentity ConnectionIdentity => UnknownConnectionIdentity.Instance;

    /// <summary>
    /// Akka.Remote does not tell which certificate a message came in under, so nobody could say who sent it. Until direct
    /// messages carry proof of their own (docs/engines.md), a node must not start rather than trust what it cannot check.
    /// </summary>
    public static ActorSystemSetup WithConnections(ActorSystemSetup setup, PeerTrust trust) =>
        throw new FederationStartException(
            "This build runs on Akka.NET, whose remoting cannot tell who sent a message, so the node does not start; "
            + "build with -p:ActorEngine=Standalone (see docs/engines.md).");

    /// <summary>Akka.Remote closes no connection for its certificate.</summary>
    public static void Recheck(ActorSystem system)
    {
    }
#else
    public const string Name = "Standalone";

    public static bool HasWriteAheadJournal => true;

    public static IConnectionIdentity ConnectionIdentity => TlsConnectionIdentity.Instance;

    public static ActorSystemSetup WithConnections(ActorSystemSetup setup, PeerTrust trust) =>
        setup.WithSetup(new Engine.Remote.ConnectionPolicySetup(new FederationConnectionPolicy(trust)));

    /// <summary>Closes the connections whose peers are not trusted any more.</summary>
    public static void Recheck(ActorSystem system) => Engine.Remote.RemotingTrust.Recheck(system);
#endif
}
