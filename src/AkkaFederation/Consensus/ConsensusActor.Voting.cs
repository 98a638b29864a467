using Akka.Actor;
using Akka.Event;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Voting: inputs to the core, effects out of it.
internal sealed partial class ConsensusActor
{
    private readonly SortedSet<Did> _foreignPeers = [];
    private IActorRef _signer = ActorRefs.Nobody;
    private IActorRef _verifier = ActorRefs.Nobody;
    private byte[] _genesis = [];
    private ICancelable? _timer;
    private TimeSpan _armedAt = TimeSpan.MaxValue;
    private bool _flushQueued;
    private (RaftRole Role, ulong Term, Did Leader) _published;

    private void StartVoting()
    {
        if (_restoring) return;
        _genesis = Belonging!.Genesis.Hash;
        if (_snapshot is not null)
        {
            RestoreSnapshot();
            return;
        }

        BeginSnapshots();
        BeginVoting(null);
    }

    private void BeginVoting(SnapshotEffect.Restored? snapshot)
    {
        var genesis = Belonging!.Genesis;
        var (settings, applied) = (_runtime.Settings.Consensus, snapshot?.Record.Mark ?? _recovered.Log.FirstIndex - 1);
        var options = settings.ToRaftOptions() with { Rules = _runtime.Rules };
        var random = _runtime.Randomness.Create("consensus");
        var raft = new RaftCore(
            options, Me, genesis.Members, _recovered.Log, _recovered.Hard, Math.Max(_recovered.Commit, applied), random, Now, applied);
        var core = new ConsensusCore(
            raft, _genesis, options, settings.ToDeskOptions(), _runtime.StateMachine is null ? null : settings.ToMachineOptions(), settings.ToCheckpointOptions())
        {
            Certifies = !_runtime.Uncertified,
        };
        StartActors();
        if (!BeginMachine(core, snapshot)) return;
        _core = core;
        StartProposals();
        _log.Info("{0} {1}: term {2}, {3} entries.", raft.Role == RaftRole.Learner ? "Follows" : "Votes in", genesis, raft.Term, raft.Log.LastIndex);
        Context.System.EventStream.Publish(new ConsensusEvent.Founded(genesis));
        AnnounceGenesis();
        if (_founding.Founded is null) BecomeReady();
        TickJoining();
        QueueFlush();
    }

    // They outlive the core when a snapshot takes its place.
    private void StartActors()
    {
        if (!_signer.IsNobody()) return;
        StartMachine();
        StartStore();
        _signer = Context.ActorOf(SignerActor.Props(_runtime.Signer), SignerActor.Name);
        _verifier = Context.ActorOf(VerifierActor.Props(_runtime.Signatures), VerifierActor.Name);
        StartProofs(Belonging!.Genesis);
    }

    // What clients wait for is answered by whoever they turn to next; sending again is harmless.
    private void StopVoting()
    {
        _core = null;
        _restoring = true;
        _remembering = null;
        _timer?.Cancel();
        _armedAt = TimeSpan.MaxValue;
        AnswerLeaver();
    }

    private void OnPeer(PeerEnvelope envelope)
    {
        var message = envelope.Message;
        if (!_owned) return;
        if (message.To != Me || !_runtime.Connections.TryGetPeer(Sender, out var peer) || peer != message.From)
        {
            _counters.RefusedIdentity++;
            return;
        }

        if (message is GenesisOffer or GenesisProof or GenesisRefused) OnFoundingMessage(message);
        else if (message is JoinReply reply) OnJoinReply(envelope.Genesis.Span, reply);
        else if (_core is not null) OnVoterMessage(envelope);
    }

    private void OnVoterMessage(PeerEnvelope envelope)
    {
        var message = envelope.Message;
        if (!envelope.Genesis.Span.SequenceEqual(_genesis))
        {
            _counters.RefusedGenesis++;
            if (_foreignPeers.Add(message.From))
                _log.Error("{0} votes in genesis {1}, and this node in {2}: its messages are refused.",
                    message.From, Convert.ToHexStringLower(envelope.Genesis.Span[..Math.Min(8, envelope.Genesis.Length)]), Belonging!.Genesis.ShortHash);
            return;
        }

        if (message is VoteResponse { Granted: true } vote && !IsSigned(vote))
        {
            _counters.RefusedVotes++;
            return;
        }

        if (message is VoteResponse { Granted: true } granted) TellOfVote(granted);
        _core!.Step(message, UnixMs, Now);
        QueueFlush();
    }

    private bool IsSigned(VoteResponse vote) =>
        _runtime.Signatures.Verify(vote.From, VoteStatement.Create(_genesis, vote.Term, Me), vote.Signature);

    private void OnSigned(SignerActor.Signed m)
    {
        _core?.Signed(m.Statement, m.Signature);
        QueueFlush();
    }

    private void OnVerified(VerifierActor.Verified m)
    {
        _core?.Verified(m.Statement, m.Signed, m.Valid);
        QueueFlush();
    }

    private void OnTick()
    {
        _armedAt = TimeSpan.MaxValue;
        if (!_owned) return;
        TickJoining();
        if (_core is null)
        {
            TickFounding();
            return;
        }

        if (Now >= _founding.NextAnnouncement) AnnounceGenesis();
        _core.Tick(UnixMs, Now);
        QueueFlush();
    }

    private void QueueFlush()
    {
        if (_flushQueued) return;
        _flushQueued = true;
        Self.Tell(Flush.Instance);
    }

    private void OnFlush()
    {
        _flushQueued = false;
        if (_core is null) return;
        var now = Now;
        var effects = _core.Take(UnixMs, now);
        if (_core.Raft.IsTooOld)
        {
            End($"the federation is at feature level {_core.Raft.Level}, which this version cannot apply: install a newer version on this node");
            return;
        }

        foreach (var message in effects.Messages) Send(new PeerEnvelope(_genesis, message));
        if (effects.Persist is { } batch) Write(batch);
        CarryOut(effects);
        foreach (var statement in effects.Sign) _signer.Tell(new SignerActor.Sign(statement));
        foreach (var (statement, signed) in effects.Verify) _verifier.Tell(new VerifierActor.Verify(statement, signed));
        if (effects.ToMachine.Count > 0) _machine.Tell(new StateMachineActor.Apply(_machineLife, effects.ToMachine, effects.MachineCapture));
        if (effects.Link is { } link) KeepLink(link);
        if (effects.Replies.Count + effects.Steps.Count > 0) Answer(effects.Replies, effects.Steps);
        CarryOutBallots();
        ReleaseFollowers();
        foreach (var read in effects.Reads) Answer(read);
        foreach (var change in effects.Changes) Answer(change);
        if (!effects.Stranger.IsEmpty) _proofs.Tell(new ProofsActor.AskLinks(effects.Stranger));
        PublishRole();
        PublishVoters();
        CarryOutSnapshots(effects);
        if (_core is null) return;
        if (_core.Raft.MayLeave) AnswerLeaver();
        Arm(_core.NextDeadline);
    }

    private void Write(PersistBatch batch)
    {
        _counters.Writes++;
        PersistAsync(batch, written =>
        {
            _recovered.Places.Written(LastSequenceNr, written);
            OnPersisted(written);
        });
    }

    private void Send(PeerEnvelope envelope)
    {
        // A vote is signed when it leaves, which is after it is durable.
        if (envelope.Message is VoteResponse { Granted: true } vote)
            envelope = envelope with { Message = vote with { Signature = _runtime.Signer.Sign(VoteStatement.Create(_genesis, vote.Term, vote.To)) } };
        _peers.Find(envelope.Message.To)?.Tell(envelope, Self);
    }

    private void PublishRole()
    {
        var raft = _core!.Raft;
        var now = (raft.Role, raft.Term, raft.Leader);
        if (now == _published) return;
        if (raft.Role != _published.Role) _counters.RoleTransitions++;
        _published = now;
        if (!raft.Leader.IsEmpty) BecomeReady();
        _log.Info("{0} in term {1}, leader {2}.", raft.Role, raft.Term, raft.Leader.IsEmpty ? "unknown" : raft.Leader.Value);
        Context.System.EventStream.Publish(new ConsensusEvent.RoleChanged(raft.Role, raft.Term, raft.Leader.IsEmpty ? null : raft.Leader));
    }

    // One timer, moved only to an earlier time: deadlines that heartbeats keep pushing away cost one firing each.
    private void Arm(TimeSpan deadline)
    {
        if (deadline >= _armedAt) return;
        _timer?.Cancel();
        _armedAt = deadline;
        var delay = deadline - Now;
        _timer = Context.System.Scheduler.ScheduleTellOnceCancelable(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Self, Tick.Instance, Self);
    }
}
