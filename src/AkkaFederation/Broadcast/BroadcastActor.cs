using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.Broadcast;

/// <summary>
/// The thin shell around <see cref="BroadcastCore"/>: it checks who speaks, gives the core its inputs and the time, and
/// carries out its effects in order. Payloads leave through one supervised child for each broadcast.
/// </summary>
internal sealed partial class BroadcastActor : UntypedActor, IWithTimers
{
    private readonly FederationRuntime _runtime;
    private readonly Func<string, IActorRef> _route;
    private readonly BroadcastOptions _options;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private BroadcastCore _core = null!;
    private ImmutableArray<Did> _living = [];
    private ImmutableArray<Did> _known = [];
    private MembershipSnapshot? _snapshot;

    public BroadcastActor(FederationRuntime runtime, Func<string, IActorRef>? route)
    {
        _runtime = runtime;
        _options = runtime.Settings.Broadcast.ToOptions();
        _route = route ?? BroadcastRoute.For(Context.System);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>For the simulation's checkers.</summary>
    internal BroadcastCore Core => _core;

    private TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    /// <param name="runtime">What the rooms of the node share.</param>
    /// <param name="route">The broadcaster at an endpoint; over remoting unless a test says otherwise.</param>
    public static Props Props(FederationRuntime runtime, Func<string, IActorRef>? route = null) =>
        Akka.Actor.Props.Create(() => new BroadcastActor(runtime, route));

    protected override void PreStart()
    {
        var epoch = (ulong)Math.Max(0, Context.System.Scheduler.Now.ToUnixTimeMilliseconds());
        _core = new BroadcastCore(
            _options, _runtime.ClusterId, epoch, _runtime.Signer, _runtime.Signatures, _runtime.Randomness.Create(FederationRooms.Broadcaster), Now);

        // The stream brings what changes from now on; what is known already has to be asked for.
        Context.System.EventStream.Subscribe(Self, typeof(MembershipSnapshot));
        Context.System.EventStream.Subscribe(Self, typeof(PeersRevoked));
        Context.ActorSelection($"../{FederationRooms.Membership}").Tell(GetMembership.Instance, Self);
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BroadcastDatagram datagram: OnDatagram(datagram); break;
            case BroadcastTick tick: Step(tick); break;
            case PublishRequest publish: OnPublish(publish); break;
            case MembershipSnapshot snapshot: OnMembers(snapshot); break;
            case MembershipReport report: OnReport(report); break;
            case PeersRevoked when _snapshot is not null: OnMembers(_snapshot); break;
            case GetBroadcastStatistics: Sender.Tell(BroadcastStatistics.Of(_core), Self); break;
            case Terminated gone: _fanOuts.Remove(gone.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    // Who speaks is what the connection has proven.
    private void OnDatagram(BroadcastDatagram datagram)
    {
        if (_runtime.Connections.TryGetPeer(Sender, out var from)) Step(new BroadcastReceived(from, datagram.Message));
        else Refuse(BroadcastRefusal.Unauthenticated, default, $"no proven identity behind {Sender.Path}");
    }

    // Membership remembers this node's lives, whatever became of the clock: what a life says comes after those before it.
    private void OnReport(MembershipReport report)
    {
        Step(new LifeKnown(report.Epoch));
        OnMembers(report.Snapshot);
    }

    // Nothing that a revoked key has signed is taken, whoever passes it on: whose it is now nobody knows.
    private void OnMembers(MembershipSnapshot snapshot)
    {
        _snapshot = snapshot;
        var revoked = _runtime.Revoked();
        ImmutableArray<Did> living = [snapshot.Self.Id, .. snapshot.Peers.Where(p => (p.Status is PeerStatus.Healthy or PeerStatus.Degraded) && !revoked.Contains(p.Id)).Select(p => p.Id)];
        ImmutableArray<Did> known = [snapshot.Self.Id, .. snapshot.Peers.Where(p => !revoked.Contains(p.Id)).Select(p => p.Id)];
        if (living.AsSpan().SequenceEqual(_living.AsSpan()) && known.AsSpan().SequenceEqual(_known.AsSpan())) return;
        (_living, _known) = (living, known);
        Step(new MembersChanged(MemberOverlay.Create(_runtime.ClusterId, living, known, _options)));
        foreach (var id in _routes.Keys.Where(id => !_core.Overlay.IsKnown(id)).ToArray()) _routes.Remove(id);
    }

    private void Step(BroadcastInput input)
    {
        _core.Step(input, Now);
        CarryOut();
    }

    private void Refuse(BroadcastRefusal reason, Did from, string detail)
    {
        _core.Counters.Refuse(reason);
        Announce(reason, from, detail);
    }

    private void Announce(BroadcastRefusal reason, Did from, string detail)
    {
        Context.System.EventStream.Publish(new BroadcastWasRefused(reason, from, detail));
        _log.Debug("Refused from {0}: {1} ({2})", from, reason, LogText.Escape(detail));
    }
}
