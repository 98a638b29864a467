using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>
/// <c>consensus/proofs</c>: keeps the links of the configuration chain and the evidence of equivocation, apart from the log so
/// that compaction and snapshots never touch them. A thin shell around <see cref="ProofsCore"/>; consensus tells it of
/// votes, seals and links, and passes on what peers and clients say to it.
/// </summary>
internal sealed class ProofsActor : UntypedPersistentActor
{
    public const string Name = "proofs";
    private const int LinksAtOnce = 64;
    private readonly FederationRuntime _runtime;
    private readonly PeerRefs _peers;
    private readonly ProofsCore _core;
    private readonly Genesis _genesis;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ICancelable? _timer;
    private long _refused;

    public ProofsActor(FederationRuntime runtime, Genesis genesis)
    {
        _runtime = runtime;
        _genesis = genesis;
        _peers = new PeerRefs(Context.System, runtime.Addresses);
        _core = new ProofsCore(runtime.Self, genesis, runtime.Signatures);
        PersistenceId = $"proofs-{runtime.ClusterId}-{runtime.Self}";
    }

    public override string PersistenceId { get; }

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    /// <summary>For the checkers of a simulation.</summary>
    internal ProofsCore Core => _core;

    public static Props Props(FederationRuntime runtime, Genesis genesis) => Akka.Actor.Props.Create(() => new ProofsActor(runtime, genesis));

    protected override void PostStop()
    {
        _timer?.Cancel();
        base.PostStop();
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case ProofEvent e:
                _core.Recover(e);
                break;
            case RecoveryCompleted:
                Context.Parent.Tell(new Chained(_core.Chain.Newest.Epoch));
                TellOthers();
                Arm();
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case ProofEnvelope m: OnPeer(m); break;
            case SignedStatement m: _core.OnStatement(m, Now); break;
            case Link m: _core.OnLink(m); break;
            case Look.Seen m: OnSeen(m); break;
            case Tick: Context.Parent.Tell(Look.Instance); break;
            case LinksRequest m: OnLinksRequest(m); break;
            case AskLinks m: _core.AskLinks(m.Peer); break;
            case EvidenceRequest: Sender.Tell(new EvidenceReply { Evidence = { _core.Evidence.Select(ProofsCodec.Encode) } }, Self); break;
            case EvidenceReport m: OnReport(m); break;
            default: Unhandled(message); break;
        }

        CarryOut();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Context.Parent.Tell(new Failed(cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Context.Parent.Tell(new Failed(cause));

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Context.Parent.Tell(new Failed(reason));

    private void OnPeer(ProofEnvelope envelope)
    {
        var message = envelope.Message;
        var known = message.To == _runtime.Self && _runtime.Connections.TryGetPeer(Sender, out var peer) && peer == message.From;
        if (known && envelope.Genesis.Span.SequenceEqual(_genesis.Hash)) _core.Step(message, Now);
        else _refused++;
    }

    private void OnSeen(Look.Seen m)
    {
        _core.Tick(m.Seals, m.Epoch, m.Members, Now);
        TellOthers();
        Context.Parent.Tell(new Look.Counted(_core.Refused + _core.RefusedStatements + _refused, _core.Evidence.Count));
        Arm();
    }

    private void OnLinksRequest(LinksRequest m)
    {
        var links = _core.Chain.Links.Where(l => l.Epoch > m.After).Take(LinksAtOnce).Select(ProofsCodec.Encode);
        Sender.Tell(new LinksReply { Links = { links }, Epoch = _core.Chain.Newest.Epoch }, Self);
    }

    private void OnReport(EvidenceReport m)
    {
        var reason = "no evidence was given";
        var taken = false;
        if (m.Evidence is not null && TryDecode(m.Evidence, out var evidence, out reason)) taken = _core.Report(evidence, out reason) || reason.Length == 0;
        Sender.Tell(new EvidenceTaken { Kept = taken, Reason = reason }, Self);
    }

    private static bool TryDecode(EvidenceOf proto, out EquivocationEvidence evidence, out string reason)
    {
        try
        {
            (evidence, reason) = (ProofsCodec.Decode(proto), "");
            return true;
        }
        catch (Exception malformed) when (malformed is FormatException or WireFormatException)
        {
            (evidence, reason) = (null!, malformed.Message);
            return false;
        }
    }

    private void CarryOut()
    {
        foreach (var e in _core.Events) PersistAsync(e, OnKept);
        _core.Events.Clear();
        foreach (var message in _core.Sends) _peers.Find(message.To)?.Tell(new ProofEnvelope(_genesis.Hash, message), Context.Parent);
        _core.Sends.Clear();
        foreach (var evidence in _core.Published) Publish(evidence);
        _core.Published.Clear();
    }

    private void OnKept(ProofEvent e)
    {
        _core.Kept(e);
        if (e is LinkKept { Link: var link })
        {
            Context.Parent.Tell(new Chained(link.Epoch) { Voters = _core.Chain.Newest });
            Context.System.EventStream.Publish(new ConsensusEvent.ChainExtended(link));
        }

        CarryOut();
    }

    private void Publish(EquivocationEvidence evidence)
    {
        _log.Error("Equivocation is proven: {0}. The evidence is kept (fed evidence export); take that voter out of the configuration.", evidence.Describe(_genesis));
        Context.System.EventStream.Publish(new ConsensusEvent.EquivocationProven(evidence));
        TellOthers();
    }

    // Again at every tick, for membership may have started later; to say the same again changes nothing there.
    private void TellOthers()
    {
        var accused = _core.Accused.ToImmutableArray();
        if (accused.Length == 0) return;
        Context.System.EventStream.Publish(new PeersAccused(accused));
        Context.Parent.Tell(new PeersAccused(accused));
    }

    private void Arm()
    {
        _timer?.Cancel();
        _timer = Context.System.Scheduler.ScheduleTellOnceCancelable(_runtime.Settings.Consensus.WitnessInterval, Self, Tick.Instance, Self);
    }

    /// <summary>The chain leads to this epoch, durably.</summary>
    internal sealed record Chained(ulong Epoch)
    {
        /// <summary>The newest configuration that is proven; null where only the epoch is told.</summary>
        public VoterConfiguration? Voters { get; init; }
    }

    /// <summary>A peer that is not known speaks as a voter: ask it for the links that lead to it.</summary>
    internal sealed record AskLinks(Did Peer);

    /// <summary>Proofs cannot be kept.</summary>
    internal sealed record Failed(Exception Cause);

    /// <summary>Asks consensus for what it has seen.</summary>
    internal sealed record Look
    {
        public static readonly Look Instance = new();

        /// <param name="Seals">The newest certified seals, newest first.</param>
        /// <param name="Epoch">The newest committed configuration.</param>
        /// <param name="Members">Voters and learners.</param>
        internal sealed record Seen(CertifiedSeal[] Seals, ulong Epoch, IReadOnlyList<Did> Members);

        /// <summary>What is counted here, for the room's counters.</summary>
        internal sealed record Counted(long Refused, int Evidence);
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
