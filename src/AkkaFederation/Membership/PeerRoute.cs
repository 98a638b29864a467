using Akka.Actor;
using AkkaFederation.Hosting;

namespace AkkaFederation.Membership;

/// <summary>From the address of an actor system to one of the rooms there.</summary>
internal static class PeerRoute
{
    /// <summary>Over remoting. An address that is none leads nowhere: it came from somebody else's record.</summary>
    public static Func<string, IActorRef> For(ActorSystem system, string room = FederationRooms.Membership)
    {
        var extended = (ExtendedActorSystem)system;
        return endpoint =>
        {
            var path = $"{endpoint}/user/{FederationRooms.Guardian}/{room}";
            return ActorPath.TryParse(path, out _) ? extended.Provider.ResolveActorRef(path) : extended.DeadLetters;
        };
    }
}
