using Akka.Actor;
using AkkaFederation.Hosting;

namespace AkkaFederation.Gossip;

/// <summary>From the address of an actor system to the gossip actor there.</summary>
internal static class GossipRoute
{
    /// <summary>Over remoting. An address that is none leads nowhere: it came from somebody else's record.</summary>
    public static Func<string, IActorRef> For(ActorSystem system)
    {
        var extended = (ExtendedActorSystem)system;
        return endpoint =>
        {
            var path = $"{endpoint}/user/{FederationRooms.Guardian}/{FederationRooms.Gossip}";
            return ActorPath.TryParse(path, out _) ? extended.Provider.ResolveActorRef(path) : extended.DeadLetters;
        };
    }
}
