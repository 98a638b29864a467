using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Gateway;

/// <summary>
/// <c>gateway/peer-*</c>: the way out to one peer, with its own window and its own queue, so that one that is slow or silent
/// delays nobody else. A thin shell around <see cref="RequestWindow"/>. Answers are brought by the gateway, which has
/// proven that they come from this very peer.
/// </summary>
internal sealed class GatewayPeerActor : UntypedActor, IWithTimers
{
    private const string Alarm = "deadline";
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);
    private readonly FederationRuntime _runtime;
    private readonly Did _peer;
    private readonly Func<string, IActorRef> _route;
    private readonly RequestWindow _window;
    private readonly Dictionary<ulong, (GatewayCall Call, TimeSpan Deadline)> _calls = [];
    private readonly Dictionary<GatewayCall, ulong> _ids = [];
    private ulong _nextId;
    private long _late;
    private string _endpoint = "";
    private string _lost = "";
    private IActorRef _remote = ActorRefs.Nobody;
    private GatewayReply? _reply;

    public GatewayPeerActor(FederationRuntime runtime, Did peer, ulong firstId, Func<string, IActorRef> route)
    {
        _runtime = runtime;
        _peer = peer;
        _nextId = firstId;
        _route = route;
        var settings = runtime.Settings.Gateway;
        _window = new RequestWindow(new RequestWindowOptions(settings.MaxInFlight, settings.MaxQueued, settings.MaxQueuedBytes));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    /// <param name="runtime">What the rooms of the node share.</param>
    /// <param name="peer">Whom this is the way to.</param>
    /// <param name="firstId">Where the numbers begin: an answer to a former life of this node must not fit a request of this one.</param>
    /// <param name="route">The gateway at an endpoint.</param>
    public static Props Props(FederationRuntime runtime, Did peer, ulong firstId, Func<string, IActorRef> route) =>
        Akka.Actor.Props.Create(() => new GatewayPeerActor(runtime, peer, firstId, route));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GatewayCall call: OnCall(call); break;
            case GatewayReply reply: OnReply(reply); break;
            case CallCancelled cancelled when _ids.Remove(cancelled.Call, out var id):
                _calls.Remove(id);
                Step(new RequestGivenUp(id));
                break;
            case CallCancelled: break;
            case PeerUnavailable unavailable:
                _lost = unavailable.Detail;
                Step(new PeerLost(GatewayError.Unreachable));
                break;
            case RequestAlarm: Step(RequestAlarm.Instance); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        Step(new PeerLost(GatewayError.ShuttingDown));
        base.PostStop();
    }

    private void OnCall(GatewayCall call)
    {
        if (call.Answer.IsCompleted) return;
        var id = _nextId++;
        var deadline = Now + call.Timeout;
        _calls.Add(id, (call, deadline));
        _ids.Add(call, id);
        Step(new RequestMade(id, call.Payload.Length, deadline));
    }

    private void OnReply(GatewayReply reply)
    {
        _reply = reply;
        Step(new RequestAnswered(reply.Id));
        _reply = null;
    }

    private void Step(RequestWindowInput input)
    {
        _window.Step(input, Now);
        foreach (var effect in _window.Effects) CarryOut(effect);
        _window.ClearEffects();
        if (_window.Late == _late) return;
        _runtime.Gateway.CountLate(_window.Late - _late);
        _late = _window.Late;
    }

    private void CarryOut(RequestWindowEffect effect)
    {
        switch (effect)
        {
            case Transmit transmit: Send(transmit.Id); break;
            case Deliver deliver: Deliver(Take(deliver.Id), _reply!); break;
            case Fail fail: _runtime.Gateway.Fail(Take(fail.Id), fail.Why, fail.Why == GatewayError.Unreachable ? _lost : ""); break;
            case SetRequestAlarm alarm:
                var wait = alarm.At - Now;
                Timers.StartSingleTimer(Alarm, RequestAlarm.Instance, wait > Soonest ? wait : Soonest);
                break;
        }
    }

    private void Send(ulong id)
    {
        var (call, deadline) = _calls[id];
        var endpoint = _peer == _runtime.Self ? _runtime.Endpoint : _runtime.Addresses.TryGet(_peer, out var known) ? known : _endpoint;
        if (endpoint != _endpoint)
        {
            _endpoint = endpoint;
            _remote = _route(endpoint);
        }

        _runtime.Gateway.CountSent();
        _remote.Tell(
            new GatewayRequest { Id = id, Payload = UnsafeByteOperations.UnsafeWrap(call.Payload), TimeoutMs = (uint)Math.Ceiling((deadline - Now).TotalMilliseconds) },
            Context.Parent);
    }

    private void Deliver(GatewayCall call, GatewayReply reply)
    {
        if (reply.Verdict == GatewayVerdict.Answered) call.Complete(reply.Payload.Memory);
        else _runtime.Gateway.Fail(call, GatewayVerdicts.ErrorOf(reply.Verdict), reply.Detail);
    }

    private GatewayCall Take(ulong id)
    {
        _calls.Remove(id, out var entry);
        _ids.Remove(entry.Call);
        return entry.Call;
    }
}
