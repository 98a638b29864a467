using Akka;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Settings;

namespace AkkaFederation.Gossip;

/// <summary>
/// The thin shell around <see cref="GossipCore"/>: it finds out who speaks, unpacks what they say, gives the core its inputs
/// and the time, and carries out its effects in order. It decides nothing itself.
/// </summary>
internal sealed partial class GossipActor : UntypedActor, IWithTimers
{
    private readonly FederationRuntime _runtime;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly FrameMeter _meter = new();
    private readonly GossipFolk _folk;
    private GossipSettings _settings;
    private GossipCore _core = null!;
    private LastWord _farewell = null!;
    private long _bytesReceived;
    private long _lost;

    public GossipActor(FederationRuntime runtime, Func<string, IActorRef>? route)
    {
        _runtime = runtime;
        _settings = runtime.Settings.Gossip;
        _folk = new GossipFolk(runtime, route ?? GossipRoute.For(Context.System));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    /// <param name="runtime">What the rooms of the node share.</param>
    /// <param name="route">The gossip actor at an endpoint; over remoting unless a test says otherwise.</param>
    public static Props Props(FederationRuntime runtime, Func<string, IActorRef>? route = null) =>
        Akka.Actor.Props.Create(() => new GossipActor(runtime, route));

    protected override void PreStart()
    {
        _farewell = LastWord.Register(Context.System, CoordinatedShutdown.PhaseServiceStop, "federation-gossip-farewell", Self, new GossipCommand.Shutdown());
        var self = new GossipSelf(_runtime.Signer, _runtime.ClusterId, Context.System.Scheduler.Now);
        _core = new GossipCore(
            _settings.ToOptions(), self, _runtime.Signatures, _runtime.Randomness.Create(FederationRooms.Gossip), GossipMembers.None, Now);
        CarryOut();

        // What membership has published before is not published again: a room made anew asks.
        Context.System.EventStream.Subscribe(Self, typeof(MembershipSnapshot));
        Context.System.EventStream.Subscribe(Self, typeof(PeersRevoked));
        Context.ActorSelection($"../{FederationRooms.Membership}").Tell(GetMembership.Instance, Self);
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    protected override void PostStop() => _farewell.Cancel();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _log.Error(cause, "Gossip {0} failed.", Sender.Path.Name);
        Self.Tell(new RoundFailed(Sender.Path.Name));
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GossipFrame frame: OnFrame(frame); break;
            case GossipTick: Step(GossipTick.Instance); break;
            case MembershipSnapshot snapshot: OnSnapshot(snapshot); break;
            case MembershipReport report: OnSnapshot(report.Snapshot); break;
            case PeersRevoked: OnRevoked(); break;
            case RoundSent sent: _meter.Add(sent.Bytes, sent.CompressedFrom, sent.CompressedTo); break;
            case RoundTimedOut over: OnRoundOver(over.Round); break;
            case RoundFailed failed: OnRoundFailed(failed.Name); break;
            case GossipCommand command: OnCommand(command); break;
            default: Unhandled(message); break;
        }
    }

    private void OnSnapshot(MembershipSnapshot snapshot)
    {
        if (_folk.Take(snapshot)) Step(new GossipMembersChanged(_folk.Members));
    }

    private void OnRevoked()
    {
        _folk.Refresh();
        Step(new GossipMembersChanged(_folk.Members));
    }

    // Who speaks is what the connection has proven; nothing is unpacked for strangers.
    private void OnFrame(GossipFrame frame)
    {
        _bytesReceived += frame.Body.Length;
        if (!_runtime.Connections.TryGetPeer(Sender, out var from))
        {
            Refuse(GossipRefusal.Unauthenticated, default, $"no proven identity behind {Sender.Path}");
            return;
        }

        if (!_core.Hears(from, Now))
        {
            Refuse(GossipRefusal.NotAMember, from, "not among the members");
            return;
        }

        if (TryDecode(from, frame, out var message)) Step(new GossipHeard(from, message));
    }

    private bool TryDecode(Did from, GossipFrame frame, out GossipMessage message)
    {
        message = null!;
        var reason = GossipRefusal.Decompression;
        try
        {
            var plain = GossipCompression.Unpack(frame);
            reason = GossipRefusal.Malformed;
            message = GossipCodec.Decode(plain);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever hostile bytes make a decoder throw, the message is at fault.
            Refuse(reason, from, e.Message);
            return false;
        }
    }

    private void OnRoundOver(ulong round)
    {
        Step(new GossipRoundOver(round));
        AnswerSync(round);
    }

    private void OnRoundFailed(string name)
    {
        _lost++;
        if (ulong.TryParse(name.AsSpan(RoundPrefix.Length), out var round)) OnRoundOver(round);
    }

    private void Step(GossipInput input)
    {
        _core.Step(input, Now);
        CarryOut();
    }

    private sealed record RoundFailed(string Name);
}
