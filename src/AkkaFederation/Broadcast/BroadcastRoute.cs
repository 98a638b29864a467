using Akka.Actor;
using AkkaFederation.Hosting;

namespace AkkaFederation.Broadcast;

/// <summary>From the address of an actor system to the broadcaster there.</summary>
internal static class BroadcastRoute
{
    /// <summary>Over remoting. An address that is none leads nowhere: it came from somebody else's record.</summary>
    public static Func<string, IActorRef> For(ActorSystem system)
    {
        var extended = (ExtendedActorSystem)system;
        return endpoint =>
        {
            var path = $"{endpoint}/user/{FederationRooms.Guardian}/{FederationRooms.Broadcaster}";
            return ActorPath.TryParse(path, out _) ? extended.Provider.ResolveActorRef(path) : extended.DeadLetters;
        };
    }
}
