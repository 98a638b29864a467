#if ENGINE_AKKANET
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using AkkaFederation.Bridge;
using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Adapters;

/// <summary>Publishes what is committed while this node leads, as <see cref="CommitRelay"/> decides. It reads the log of its own node.</summary>
internal sealed class ClusterCommits : UntypedActor, IWithTimers
{
    private readonly FederationRuntime _runtime;
    private readonly IActorRef _mediator;
    private readonly CommitRelay _relay = new();
    private LogEntry[] _entries = [];
    private bool _roleKnown;

    public ClusterCommits(FederationRuntime runtime, IActorRef mediator) => (_runtime, _mediator) = (runtime, mediator);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(FederationRuntime runtime, IActorRef mediator) => Akka.Actor.Props.Create(() => new ClusterCommits(runtime, mediator));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ConsensusEvent.RoleChanged));
        _mediator.Tell(new Subscribe(ClusterTopics.Commits, Self));
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, _runtime.Settings.ClusterBridge.CommitInterval);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look: OnLook(); break;
            case ConsensusEvent.RoleChanged role: OnRole(role.Role == RaftRole.Leader, role.Term); break;
            case StatusReply status when !_roleKnown: OnRole(status.Role == nameof(RaftRole.Leader).ToUpperInvariant(), status.Term); break;
            case StatusReply: break;
            case LogChunk chunk: OnChunk(chunk); break;
            case ClusterCommit seen: Step(new RelaySeen(seen.Record.Index)); break;
            case SubscribeAck: break;
            default: Unhandled(message); break;
        }
    }

    // A relay that is made anew while its node leads has missed the event that said so.
    private void OnLook()
    {
        if (!_roleKnown) Consensus.Tell(new StatusRequest(), Self);
        Step(new RelayTick());
    }

    private void OnRole(bool leads, ulong term)
    {
        _roleKnown = true;
        Step(leads ? new RelayLeads(term) : new RelayFollows());
    }

    private void OnChunk(LogChunk chunk)
    {
        _entries = EntryCodec.Decode(chunk.Entries, chunk.FirstIndex);
        Step(new RelayChunk(chunk.FirstIndex, [.. _entries.Select(e => e.Term)], chunk.CommitIndex));
        _entries = [];
    }

    private void Step(RelayInput input)
    {
        _relay.Step(input);
        foreach (var effect in _relay.Effects) CarryOut(effect);
        _relay.ClearEffects();
        _relay.CheckInvariants();
    }

    private void CarryOut(RelayEffect effect)
    {
        switch (effect)
        {
            case RelayEffect.Ask ask: Consensus.Tell(new LogRequest { From = ask.From }, Self); break;
            case RelayEffect.Publish publish: Publish(publish); break;
        }
    }

    private void Publish(RelayEffect.Publish publish)
    {
        var from = (int)(publish.First - _entries[0].Index);
        foreach (var entry in _entries.AsSpan(from, publish.Count))
            _mediator.Tell(new Publish(ClusterTopics.Commits, new ClusterCommit(_runtime.Self, ClientCodec.Decode(entry))));
    }

    private static ActorSelection Consensus => Context.ActorSelection($"/user/{FederationRooms.Guardian}/{FederationRooms.Consensus}");

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }
}
#endif
