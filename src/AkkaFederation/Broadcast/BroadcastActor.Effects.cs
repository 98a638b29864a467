using Akka.Actor;
using Akka.Event;
using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <content>Carrying out effects, in the order of the list.</content>
internal sealed partial class BroadcastActor
{
    private const string AlarmTimer = "alarm";
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);
    private readonly Dictionary<Did, (string Endpoint, IActorRef Broadcaster)> _routes = [];
    private readonly FanOutTable _fanOuts = new();
    private readonly Dictionary<long, IActorRef> _publishers = [];
    private long _token;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _core.Counters.FanOutFailures++;
        _log.Warning("{0} failed: {1}; its broadcast is repaired by announcements.", Sender.Path.Name, cause.Message);
        return Directive.Stop;
    });

    private void OnPublish(PublishRequest request)
    {
        _publishers.Add(++_token, Sender);
        Step(new PublishBroadcast(_token, request.Payload, request.Mode, request.Critical));
    }

    private void CarryOut()
    {
        for (var i = 0; i < _core.Effects.Count; i++)
        {
            switch (_core.Effects[i])
            {
                case SendBroadcastMessage send: Send(send); break;
                case DeliverBroadcast deliver: Deliver(deliver); break;
                case BroadcastSettled settled: Finish(settled.Id); break;
                case BroadcastAccepted accepted: Answer(accepted.Token, new BroadcastReceipt(accepted.Id, accepted.Mode, accepted.Peers)); break;
                case BroadcastDenied denied: Answer(denied.Token, denied); break;
                case BroadcastRefused refused: Announce(refused.Reason, refused.From, refused.Detail); break;
                case SetBroadcastAlarm alarm: SetTimer(alarm.At); break;
            }
        }

        _core.ClearEffects();
    }

    private void Send(SendBroadcastMessage send)
    {
        if (RouteTo(send.To) is not { } peer) return;
        var datagram = new BroadcastDatagram(send.Message);
        if (send.Message is PayloadMessage payload) FanOutOf(payload.Broadcast.Id).Tell(new FanOut(peer, datagram), Self);
        else peer.Tell(datagram, Self);
    }

    private void Deliver(DeliverBroadcast deliver)
    {
        var broadcast = deliver.Broadcast;
        Context.System.EventStream.Publish(new BroadcastDelivery(broadcast.Id, broadcast.Mode, broadcast.Payload, deliver.From, deliver.Round));
    }

    // Without an address the peer has just gone, or comes back with one: it is told again.
    private IActorRef? RouteTo(Did peer)
    {
        if (!_runtime.Addresses.TryGet(peer, out var endpoint)) return null;
        if (_routes.TryGetValue(peer, out var route) && route.Endpoint == endpoint) return route.Broadcaster;
        var broadcaster = _route(endpoint);
        _routes[peer] = (endpoint, broadcaster);
        return broadcaster;
    }

    private IActorRef FanOutOf(BroadcastId id)
    {
        if (_fanOuts.Find(id) is { } fanOut) return fanOut;
        fanOut = Context.Watch(Context.ActorOf(Akka.Actor.Props.Create(() => new FanOutActor()), _fanOuts.NextName()));
        _fanOuts.Add(id, fanOut);
        return fanOut;
    }

    private void Finish(BroadcastId id)
    {
        if (_fanOuts.Find(id) is not { } fanOut) return;
        _fanOuts.Remove(fanOut);
        Context.Unwatch(fanOut);
        fanOut.Tell(PoisonPill.Instance, Self);
    }

    private void Answer(long token, object answer)
    {
        if (_publishers.Remove(token, out var publisher)) publisher.Tell(answer, Self);
    }

    private void SetTimer(TimeSpan at)
    {
        var wait = at - Now;
        Timers.StartSingleTimer(AlarmTimer, BroadcastTick.Instance, wait > Soonest ? wait : Soonest);
    }
}
