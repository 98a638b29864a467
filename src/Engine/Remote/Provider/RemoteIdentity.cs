using Akka.Actor;
using Akka.Remote;

namespace AkkaFederation.Engine.Remote;

/// <summary>Who sent a message.</summary>
public static class RemoteIdentity
{
    /// <summary>
    /// The identity that the connection policy gave the peer on the very connection a message came in on, for a
    /// reference that arrived as a sender. Null for local references, and for remote ones that were resolved from a path
    /// or came inside a message: those prove nothing.
    /// </summary>
    public static string? Of(IActorRef sender) => (sender as RemoteActorRef)?.Identity;
}
