using Akka.Actor;
using AkkaFederation.Identity;

namespace AkkaFederation.Adapters;

/// <summary>Says who the other end of the connection is that a message came in on, as the transport proved it.</summary>
internal interface IConnectionIdentity
{
    /// <summary>The authenticated peer behind a sender; false for local senders and where nothing is proven.</summary>
    bool TryGetPeer(IActorRef sender, out Did peer);
}
