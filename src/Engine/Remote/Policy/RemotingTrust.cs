using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>Tells remoting that the connection policy trusts differently from now on.</summary>
public static class RemotingTrust
{
    /// <summary>
    /// Asks <see cref="IConnectionPolicy.Withdrawn"/> about every open connection, in both directions, and closes those
    /// that are not trusted any more: counted and published like a refusal. Does nothing for a system without remoting.
    /// </summary>
    public static void Recheck(ActorSystem system)
    {
        if (((ExtendedActorSystem)system).Provider is Akka.Remote.RemoteActorRefProvider remote) remote.Endpoint.Recheck();
    }
}
