using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>
/// <c>/user/federation/consensus</c>: founds the federation with others and then votes in it. A thin shell around
/// <see cref="FoundingCore"/> and <see cref="ConsensusCore"/>: it moves messages, journals, signs, keeps time, and decides
/// nothing. Inputs are fed to the core as they come; its effects are taken when the mailbox has run dry of what was there
/// (<see cref="Flush"/> is sent to itself behind them), so that many proposals share one write, one append and one seal.
/// </summary>
internal sealed partial class ConsensusActor : UntypedPersistentActor
{
    private readonly FederationRuntime _runtime;
    private readonly FoundingCore _founding;
    private readonly RecoveredVoter _recovered;
    private readonly ConsensusCounters _counters = new();
    private readonly PeerRefs _peers;
    private readonly TimeSpan _startedAt;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ConsensusCore? _core;
    private bool _owned;
    private bool _ready;
    private LastWord _handover = null!;

    public ConsensusActor(FederationRuntime runtime)
    {
        _runtime = runtime;
        _recovered = new RecoveredVoter(runtime.Settings.Consensus.ToLogLimits());
        _peers = new PeerRefs(Context.System, runtime.Addresses);
        _founding = new FoundingCore(runtime.Settings.ToFoundingOptions(), runtime.Signer, runtime.Signatures);
        _join = new JoinCore(runtime.Self, runtime.Randomness.Create("consensus-join"));
        _startedAt = Now;
        _sessionTerms = runtime.Settings.Consensus.ToSessionTerms().Encode();
        PersistenceId = $"consensus-{runtime.ClusterId}-{runtime.Self}";
    }

    /// <summary>Names node and federation: another node's events are not even seen.</summary>
    public override string PersistenceId { get; }

    // Scheduler time is the only clock: monotonic for deadlines, its wall clock for log time.
    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private ulong UnixMs => (ulong)Math.Max(0, Context.System.Scheduler.Now.ToUnixTimeMilliseconds());

    private Did Me => _runtime.Self;

    /// <summary>For the checkers of a simulation; null until this node votes.</summary>
    internal ConsensusCore? Core => _core;

    /// <inheritdoc cref="Core"/>
    internal SignedGenesis? Founded => _founding.Founded;

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new ConsensusActor(runtime));

    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(MembershipSnapshot));
        _handover = LastWord.Register(Context.System, CoordinatedShutdown.PhaseServiceRequestsDone, "federation-handover", Self, HandOver.Instance);
        Context.ActorOf(DatabaseOwnerActor.Props(_runtime), DatabaseOwnerActor.Name);
    }

    protected override void PostStop()
    {
        _timer?.Cancel();
        _handover.Cancel();
        Context.System.EventStream.Unsubscribe(Self);
        base.PostStop();
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case PersistBatch batch: _recovered.Apply(batch, LastSequenceNr); break;
            case SnapshotOffer offer: RecoverBase(offer); break;
            case FoundingEvent e:
                _foundingRecord.Add(LastSequenceNr, e);
                RecoverFounding(e);
                break;
            case SettledSnapshot e: Recover(e); break;
            case InstalledSnapshot e: Recover(e); break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Flush: OnFlush(); break;
            case PeerEnvelope m: OnPeer(m); break;
            case ProposeBatch m: OnPropose(m); break;
            case SignerActor.Signed m: OnSigned(m); break;
            case VerifierActor.Verified m: OnVerified(m); break;
            case Tick: OnTick(); break;
            case LogReaderActor.Entries m: OnEntries(m); break;
            case LogReaderActor.Failed m: OnStoreFailed("read", m.Cause); break;
            case TileStoreActor.Stored m: OnTileStored(m); break;
            case TileStoreActor.Loaded m: OnTileLoaded(m); break;
            case TileStoreActor.Failed m: OnStoreFailed(m.What, m.Cause); break;
            case Compact m: CompactTo(m.Index); break;
            case SaveSnapshotSuccess m: OnBaseSaved(m); break;
            case SaveSnapshotFailure m: OnBaseNotSaved(m); break;
            case DeleteMessagesSuccess or DeleteSnapshotsSuccess: break;
            case OpenSession m: OnOpenSession(m); break;
            case StatusRequest: OnStatusRequest(); break;
            case LogRequest m: OnLogRequest(m); break;
            case ReadIndexQuery m: OnReadIndex(m); break;
            case StateMachineActor.Applied m: OnMachineApplied(m); break;
            case StateMachineActor.Held m: OnMachineHeld(m); break;
            case SnapshotEffect.Taken m: OnSnapshotTaken(m); break;
            case SnapshotEffect.Restored m: OnRestored(m); break;
            case SnapshotEffect.Fetched m: OnFetched(m); break;
            case SnapshotEffect.Damaged m: OnSnapshotDamaged(m.Problem); break;
            case SnapshotEffect.Unwritable m: End(m.Problem, exitCode: FederationStartException.FailureExitCode); break;
            case SnapshotStatus m: OnSnapshotStatus(m); break;
            case KeyRecordActor.Remembered m: OnRemembered(m); break;
            case KeyRecordActor.Failed m: End($"{m.Path} cannot be written: {m.Cause.Message}", m.Cause, FederationStartException.FailureExitCode); break;
            case Terminated m when m.ActorRef.Equals(_snapshotsRoom): OnSnapshotsGone(); break;
            case SnapshotsRestarted: OnSnapshotsRestarted(); break;
            case StateMachineActor.Failed m: OnMachineFailed(m); break;
            case MachineQuestion m: OnQuestion(m); break;
            case RootRequest m: OnRootRequest(m); break;
            case VotersQuery: OnVotersQuery(); break;
            case ChangeVoters m: OnChangeVoters(m); break;
            case ProofEnvelope or LinksRequest or EvidenceRequest or EvidenceReport: OnProofs(message); break;
            case ProofsActor.Look: OnLook(); break;
            case ProofsActor.Look.Counted m: (_counters.RefusedProofs, _counters.Evidence) = (m.Refused, m.Evidence); break;
            case ProofsActor.Chained m: OnChained(m); break;
            case PeersAccused m when _core is not null: _core.Raft.Accused = m.Peers.ToHashSet(); break;
            case ProofsActor.Failed m: End($"proofs cannot be kept: {m.Cause.Message}", m.Cause, FederationStartException.FailureExitCode); break;
            case SealRequest: OnSealRequest(); break;
            case TreeRequest m: OnTreeRequest(m); break;
            case ProposalActor.Due m: OnDue(m); break;
            case AbortsRequest m: OnAborts(m); break;
            case BallotQuery m: OnBallotQuery(m); break;
            case CastBallot m: OnCastBallot(m); break;
            case BallotVoterActor.Voted m: OnVoted(m); break;
            case BallotVoterActor.Refused m: OnVoteRefused(m); break;
            case BallotVoterActor.Failed m: End($"votes in ballots cannot be kept: {m.Cause.Message}", m.Cause, FederationStartException.FailureExitCode); break;
            case GenesisRequest: OnGenesisRequest(); break;
            case GenesisReply m: OnGenesisReply(m); break;
            case MembershipSnapshot m:
                _membership = m;
                AnnounceGenesis();
                break;
            case HandOver: OnHandOver(); break;
            case DatabaseOwnerActor.Owned: OnOwned(); break;
            case DatabaseOwnerActor.Foreign m: OnForeign(m); break;
            case DatabaseOwnerActor.Unreadable m: End($"the database cannot be used: {m.Cause.Message}", m.Cause); break;
            default: Unhandled(message); break;
        }
    }

    // What cannot be written must not be answered for: the node stops taking part.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        End($"the log cannot be written: {cause.Message}", cause, FederationStartException.FailureExitCode);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        End($"the log cannot be written: {cause.Message}", cause, FederationStartException.FailureExitCode);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        End($"the log in {_runtime.Settings.DataDirectory} cannot be read: {reason.Message}", reason);

    private void OnOwned()
    {
        if (!CheckKeyRecord()) return;
        _owned = true;
        if (Belonging is null) StartFounding();
        else StartVoting();
    }

    private void OnForeign(DatabaseOwnerActor.Foreign m) =>
        End($"the database in {_runtime.Settings.DataDirectory} belongs to node {m.Did} of cluster '{m.ClusterId}', and this is node {Me} of "
            + $"cluster '{_runtime.ClusterId}': set federation.data-dir to this node's own folder");

    private void End(string problem, Exception? cause = null, int exitCode = FederationStartException.UsageExitCode)
    {
        _core = null;
        _outOfService = $"this node has ended its part in the federation: {problem.TrimEnd('.')}";
        _owned = false;
        _timer?.Cancel();
        AnswerLeaver();
        Context.Parent.Tell(new RoomMessage.Ended(new FederationStartException($"Consensus cannot go on: {problem.TrimEnd('.')}.", exitCode, cause)));
    }

    private void BecomeReady()
    {
        if (_ready) return;
        _ready = true;
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    /// <summary>Sent to itself behind what is in the mailbox.</summary>
    private sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
