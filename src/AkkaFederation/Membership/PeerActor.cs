using Akka.Actor;

namespace AkkaFederation.Membership;

/// <summary>
/// The way out to one peer. It keeps the reference to the peer's membership actor and bounds what may be under way to a
/// peer that is not heard: probes always go, since they are how it comes back, news is dropped and counted. So one slow
/// or silent peer costs nobody else anything.
/// </summary>
internal sealed class PeerActor : UntypedActor
{
    /// <summary>Messages sent to a peer without a sign of life before news to it is dropped.</summary>
    public const int MaxUnheard = 64;

    private readonly Func<string, IActorRef> _route;
    private string _endpoint = "";
    private IActorRef _remote = ActorRefs.Nobody;
    private int _unheard;

    public PeerActor(Func<string, IActorRef> route) => _route = route;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SendOut send: Send(send); break;
            case PeerHeard: _unheard = 0; break;
            default: Unhandled(message); break;
        }
    }

    private void Send(SendOut send)
    {
        if (send.Endpoint != _endpoint)
        {
            _endpoint = send.Endpoint;
            _remote = _route(_endpoint);
            _unheard = 0;
        }

        if (_unheard >= MaxUnheard && send.Datagram.Message is not (Ping or Ack))
        {
            Context.Parent.Tell(new PeerBacklogDropped(1));
            return;
        }

        _unheard++;
        _remote.Tell(send.Datagram, Context.Parent);
    }
}
