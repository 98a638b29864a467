using Akka.Actor;

namespace AkkaFederation.Broadcast;

/// <summary>
/// Sends the payload of one broadcast to those neighbours that are to have it from this node. A child of its own for each
/// broadcast: if it fails, that one is repaired by announcements and no other is touched.
/// </summary>
internal sealed class FanOutActor : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is FanOut send) send.Peer.Tell(send.Datagram, Context.Parent);
        else Unhandled(message);
    }
}

/// <summary>To a fan-out actor: send this to that peer's broadcaster.</summary>
internal sealed record FanOut(IActorRef Peer, BroadcastDatagram Datagram);
