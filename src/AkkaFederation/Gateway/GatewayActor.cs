using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;

namespace AkkaFederation.Gateway;

/// <summary>
/// <c>/user/federation/gateway</c>: takes messages of this node's application to the actor of their peer, brings answers to
/// where they were asked for, and messages of other nodes to the actor that serves their sender. It checks who speaks; an
/// answer counts only from the peer that was asked, whatever number it carries.
/// </summary>
internal sealed class GatewayActor : UntypedActor, IWithTimers
{
    private readonly FederationRuntime _runtime;
    private readonly Func<string, IActorRef> _route;
    private readonly Random _random;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<Did, IActorRef> _peers = [];
    private readonly SortedDictionary<Did, IActorRef> _callers = [];
    private readonly List<RegistryCall> _registering = [];
    private int _names;

    public GatewayActor(FederationRuntime runtime, Func<string, IActorRef>? route)
    {
        _runtime = runtime;
        _route = route ?? PeerRoute.For(Context.System, FederationRooms.Gateway);
        _random = runtime.Randomness.Create(FederationRooms.Gateway);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private GatewayState State => _runtime.Gateway;

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    /// <param name="runtime">What the rooms of the node share.</param>
    /// <param name="route">The gateway at an endpoint; over remoting unless a test says otherwise.</param>
    public static Props Props(FederationRuntime runtime, Func<string, IActorRef>? route = null) =>
        Akka.Actor.Props.Create(() => new GatewayActor(runtime, route));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(MembershipSnapshot));
        Membership().Tell(GetMembership.Instance, Self);
        State.Open(Self, Now);
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    protected override void PostStop()
    {
        State.Close();
        Context.System.EventStream.Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GatewayCall call: OnCall(call); break;
            case CallCancelled cancelled: OnCancelled(cancelled); break;
            case RegistryCall call: OnRegistryCall(call); break;
            case RegistryAnswer answer: OnRegistryAnswer(answer); break;
            case RegistryOverdue overdue when _registering.Remove(overdue.Call):
                State.Fail(overdue.Call, GatewayError.Timeout, "membership does not answer");
                break;
            case RegistryOverdue: break;
            case GatewayRequest request: OnRequest(request); break;
            case GatewayReply reply: OnReply(reply); break;
            case MembershipSnapshot snapshot: OnMembership(snapshot); break;
            case MembershipReport report: OnMembership(report.Snapshot); break;
            case CallerIdle idle when _callers.Remove(idle.Caller, out var caller): caller.Tell(PoisonPill.Instance); break;
            case CallerIdle: break;
            default: Unhandled(message); break;
        }
    }

    private void OnCall(GatewayCall call)
    {
        if (call.Peer == _runtime.Self)
        {
            PeerOf(call.Peer).Forward(call);
            return;
        }

        switch (State.Membership?.Find(call.Peer)?.Status)
        {
            case null: State.Fail(call, GatewayError.UnknownPeer); break;
            case PeerStatus.Unreachable: State.Fail(call, GatewayError.Unreachable, "it is UNREACHABLE: it does not answer probes"); break;
            case PeerStatus.Evicted: State.Fail(call, GatewayError.Unreachable, "it is EVICTED: it left, was removed, or was silent for too long"); break;
            default: PeerOf(call.Peer).Forward(call); break;
        }
    }

    private void OnCancelled(CallCancelled cancelled)
    {
        if (_peers.TryGetValue(cancelled.Call.Peer, out var peer)) peer.Forward(cancelled);
    }

    private void OnRegistryCall(RegistryCall call)
    {
        _registering.Add(call);
        Timers.StartSingleTimer(call, new RegistryOverdue(call), _runtime.Settings.Gateway.MessageTimeout);
        Membership().Tell(call.Record is { } record ? new RegisterRequest(record) : new DeregisterRequest(call.Peer), Self);
    }

    // Membership answers in order, each behind the snapshot that shows what it did.
    private void OnRegistryAnswer(RegistryAnswer answer)
    {
        var at = _registering.FindIndex(c => c.Peer == answer.Peer);
        if (at < 0) return;
        var call = _registering[at];
        _registering.RemoveAt(at);
        Timers.Cancel(call);
        if (answer.Refusal is { } refusal) State.Fail(call, GatewayError.InvalidRecord, $"{refusal}: {answer.Detail}");
        else call.Complete(answer.Changed);
    }

    private void OnRequest(GatewayRequest request)
    {
        if (!TryProve(out var from))
        {
            State.CountRefused();
            _log.Debug("A message without a proven sender was dropped ({0}).", Sender.Path);
            return;
        }

        var replyTo = from == _runtime.Self ? _runtime.Endpoint : Sender.Path.Address.ToString();
        if (State.Membership?.Find(from)?.Status == PeerStatus.Evicted)
        {
            State.CountRefused();
            _route(replyTo).Tell(new GatewayReply { Id = request.Id, Verdict = GatewayVerdict.NotAMember }, Self);
            return;
        }

        CallerOf(from).Tell(new ServeRequest(request, replyTo), Self);
    }

    private void OnReply(GatewayReply reply)
    {
        if (!TryProve(out var from) || !_peers.TryGetValue(from, out var peer))
        {
            State.CountLate();
            return;
        }

        reply.Detail = GatewayVerdicts.Detail(reply.Detail);
        peer.Tell(reply, Self);
    }

    // A message of the application to its own node comes from here.
    private bool TryProve(out Did from)
    {
        if (_runtime.Connections.TryGetPeer(Sender, out from)) return true;
        from = _runtime.Self;
        return Equals(Sender, Self);
    }

    private void OnMembership(MembershipSnapshot snapshot)
    {
        if (State.Membership is { } known && known.At > snapshot.At) return;
        State.Membership = snapshot;
        foreach (var (peer, actor) in _peers.ToArray())
        {
            if (peer == _runtime.Self) continue;
            switch (snapshot.Find(peer)?.Status)
            {
                case PeerStatus.Unreachable: actor.Tell(new PeerUnavailable("it has become UNREACHABLE")); break;
                case PeerStatus.Evicted: actor.Tell(new PeerUnavailable("it has become EVICTED")); break;
                case null:
                    _peers.Remove(peer);
                    actor.Tell(PoisonPill.Instance);
                    break;
            }
        }
    }

    private ActorSelection Membership() => Context.ActorSelection($"../{FederationRooms.Membership}");

    private IActorRef PeerOf(Did peer)
    {
        if (_peers.TryGetValue(peer, out var actor)) return actor;
        var (runtime, route, first) = (_runtime, _route, (ulong)_random.NextInt64(1, long.MaxValue / 2));
        actor = Context.ActorOf(GatewayPeerActor.Props(runtime, peer, first, route), NameOf("peer", peer));
        _peers.Add(peer, actor);
        return actor;
    }

    private IActorRef CallerOf(Did caller)
    {
        if (_callers.TryGetValue(caller, out var actor)) return actor;
        actor = Context.ActorOf(GatewayCallerActor.Props(_runtime, caller, _route), NameOf("from", caller));
        _callers.Add(caller, actor);
        return actor;
    }

    private sealed record RegistryOverdue(RegistryCall Call);

    // A name is free again only once its former owner has stopped.
    private string NameOf(string kind, Did peer)
    {
        var name = $"{kind}-{peer.Value["did:key:".Length..]}";
        return Context.Child(name).IsNobody() ? name : $"{name}-{++_names}";
    }
}
