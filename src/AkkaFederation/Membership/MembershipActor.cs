using Akka;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;
using AkkaFederation.Wire;

namespace AkkaFederation.Membership;

/// <summary>
/// The thin shell around <see cref="MembershipCore"/> and <see cref="Bootstrap"/>: it checks who speaks, gives the cores
/// their inputs and the time, and carries out their effects in order. It decides nothing itself.
/// </summary>
internal sealed partial class MembershipActor : UntypedActor, IWithTimers
{
    private readonly FederationRuntime _runtime;
    private readonly Func<string, IActorRef> _route;
    private readonly MembershipOptions _options;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Did, IActorRef> _peers = [];
    private readonly RefusalBook _refusals = new();
    private MembershipCore _core = null!;
    private Bootstrap _bootstrap = null!;
    private LastWord _farewell = null!;
    private MembershipSnapshot? _published;
    private TimeSpan _publishedAt;
    private bool _viewChanged;
    private bool _isAsked;
    private bool _leaving;

    public MembershipActor(FederationRuntime runtime, Func<string, IActorRef>? route)
    {
        _runtime = runtime;
        _options = runtime.Settings.Membership.ToOptions();
        _route = route ?? PeerRoute.For(Context.System);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    /// <param name="runtime">What the rooms of the node share.</param>
    /// <param name="route">The membership actor at an endpoint; over remoting unless a test says otherwise.</param>
    public static Props Props(FederationRuntime runtime, Func<string, IActorRef>? route = null) =>
        Akka.Actor.Props.Create(() => new MembershipActor(runtime, route));

    // A failed room is made anew and not restarted; the federation knows this node's incarnation and tells it.
    protected override void PreStart()
    {
        _farewell = LastWord.Register(Context.System, CoordinatedShutdown.PhaseBeforeClusterShutdown, "federation-farewell", Self, LeaveFederation.Instance);
        LoadMemory(fresh: false);
    }

    protected override void PostStop()
    {
        _farewell.Cancel();
        _stopped.Cancel();
    }

    protected override void OnReceive(object message)
    {
        if (message is KnownPeersActor.Loaded or KnownPeersActor.Saved or KnownPeersActor.Unreadable or KnownPeersActor.Unwritable) OnMemory(message);
        else if (_core is null) OnEarly(message);
        else OnServing(message);
    }

    private void OnServing(object message)
    {
        switch (message)
        {
            case SaveDue: OnSaveDue(); break;
            case SnapshotDue: CarryOut(); break;
            case MembershipDatagram datagram: OnDatagram(datagram); break;
            case Tick: Step(Tick.Instance); break;
            case SeedsDue: TickBootstrap(); break;
            case PeersAccused accused: Step(new SetAccused(accused.Peers)); break;
            case PeersRevoked revoked: Step(new SetRevoked([.. revoked.Peers])); break;
            case ContactHints hints: OnHints(hints); break;
            case SeedPeers answer: OnSeedPeers(answer); break;
            case SeedFailed failed: OnSeedFailed(failed); break;
            case SeedRecords records: OnSeedRecords(records); break;
            case RegisterPeer or DeregisterPeer or SetRevoked: Step((MembershipInput)message); break;
            case RegisterRequest request: OnRegistry(new RegisterPeer(request.Record, ByOperator: true), request.Record.PeerId); break;
            case DeregisterRequest request: OnRegistry(new DeregisterPeer(request.Peer), request.Peer); break;
            case LeaveFederation: OnLeave(); break;
            case GetMembership: Sender.Tell(Report()); break;
            case PeersRequest peers: OnPeersRequest(peers); break;
            case WhyRequest why: OnWhyRequest(why); break;
            case PeerBacklogDropped dropped: _core.Counters.Dropped += dropped.Messages; break;
            default: Unhandled(message); break;
        }
    }

    private void OnRegistry(MembershipInput input, Did peer)
    {
        var before = _core.Snapshot().Find(peer);
        _core.Step(input, Now);
        var refused = _core.Effects.OfType<Refused>().FirstOrDefault();
        _isAsked = true;
        CarryOut();
        _isAsked = false;
        var after = _core.Snapshot().Find(peer);
        var changed = after is not null && (before is null || before.Record != after.Record || before.Status != after.Status);
        Sender.Tell(new RegistryAnswer(peer, changed, refused?.Reason, refused?.Detail ?? ""));
    }

    private void Begin()
    {
        var now = Now;
        var startedAt = Context.System.Scheduler.Now;
        var record = new PeerRecord
        {
            PeerId = _runtime.Self,
            Endpoint = _runtime.Endpoint,
            PublicKeyPem = _runtime.PublicKeyPem,
            ClusterId = _runtime.ClusterId,
            Capabilities = _runtime.Settings.Node.Capabilities,
            Labels = LabelsOf(_runtime.Settings.Node),
            JoinedAt = startedAt,
            Incarnation = Math.Max(1, _firstIncarnation),
        };
        var self = new SelfState(record, _epoch, _runtime.Signer);
        _core = new MembershipCore(_options, self, _runtime.Signatures, _runtime.Randomness.Create(FederationRooms.Membership), now);
        _bootstrap = new Bootstrap(_options, [], _runtime.Self, _runtime.Endpoint, _runtime.Randomness.Create("bootstrap"), now);
        CarryOut();

        // The discovery room tells its hints when it starts and when they change; this room may have started later.
        Context.ActorSelection($"../{FederationRooms.Discovery}").Tell(GiveContactHints.Instance, Self);
        TickBootstrap();
        Context.System.EventStream.Subscribe(Self, typeof(PeersRevoked));
        Context.System.EventStream.Subscribe(Self, typeof(PeersAccused));
        if (_runtime.Revoked() is { IsEmpty: false } revoked) Step(new SetRevoked([.. revoked]));
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    private void OnHints(ContactHints hints)
    {
        _bootstrap.Step(hints, Now);
        TickBootstrap();
    }

    // A name in the configuration is for people everywhere, unless the labels give another.
    private static IReadOnlyDictionary<string, string> LabelsOf(NodeSettings node) =>
        node.Name.Length == 0 || node.Labels.ContainsKey(PeerExplanation.NameLabel) || node.Labels.Count >= PeerRecordCodec.MaxLabels
            ? node.Labels
            : node.Labels.Add(PeerExplanation.NameLabel, node.Name);

    private void OnDatagram(MembershipDatagram datagram)
    {
        var sender = Sender;
        if (!TryAuthenticate(sender, datagram.Origin, out var from)) return;
        if (_peers.TryGetValue(from, out var peer)) peer.Tell(PeerHeard.Instance);
        Step(new Received(from, sender.Path.Address.ToString(), datagram.Message));
    }

    // Who speaks is what the connection has proven, never what the message claims; both must agree.
    private bool TryAuthenticate(IActorRef sender, Did origin, out Did from)
    {
        if (!_runtime.Connections.TryGetPeer(sender, out from))
        {
            // One of our seeds may be ourselves, under another name.
            from = _runtime.Self;
            if (Equals(sender, Self) && (origin.IsEmpty || origin == from)) return true;
            Refuse(MembershipRefusal.Unauthenticated, origin, $"no proven identity behind {sender.Path}");
            return false;
        }

        if (origin.IsEmpty || from == origin) return true;
        Refuse(MembershipRefusal.OriginMismatch, from, $"speaks as {origin}");
        return false;
    }

    private void OnLeave()
    {
        // Past the peer actors: the system may stop them before they come to it.
        _leaving = true;
        var sender = Sender;
        Step(LeaveFederation.Instance);
        Timers.CancelAll();
        sender.Tell(Done.Instance, Self);
    }

    private void Step(MembershipInput input)
    {
        _core.Step(input, Now);
        CarryOut();
    }

    private MembershipReport Report() => new(
        _core.Snapshot(), _core.Counters.Sent, _core.Counters.Received, _core.Counters.Dropped, [.. _core.Counters.Refusals], _refusals.Notes)
    {
        Epoch = _epoch,
    };

    private sealed record SnapshotDue
    {
        public static readonly SnapshotDue Instance = new();
    }

    private sealed record SeedsDue
    {
        public static readonly SeedsDue Instance = new();
    }
}
