using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// A voter, whole: Raft, the seals over its history tree, and the desk of pending proposals, composed so that the actor
/// around it only moves bytes. Inputs change state; <see cref="Take"/> then says what is to be done. A shell that gathers
/// several inputs before it takes the effects gets bigger batches.
/// </summary>
internal sealed partial class ConsensusCore
{
    private readonly LogClock _clock;
    private readonly SealKeeper _keeper;
    private readonly SealCollector _collector;
    private readonly ShippedSeal _shipped;
    private readonly ConsensusEffects _effects = new();
    private readonly List<(SealStatement Statement, byte[] Signature)> _released = [];
    private readonly List<PeerMessage> _outbox = [];
    private readonly PriorityQueue<int, ulong> _demands = new();
    private ulong _collectingTerm;
    private ulong _missedAtBeat;
    private TimeSpan _nextBeat;

    /// <param name="raft">Raft itself.</param>
    /// <param name="genesis">Hash of the founding document.</param>
    /// <param name="raftOptions">Raft's times and limits.</param>
    /// <param name="deskOptions">The desk's limits.</param>
    /// <param name="machine">Limits towards the user's state machine; null where there is none.</param>
    /// <param name="checkpoints">When this node, leading, marks a checkpoint.</param>
    public ConsensusCore(RaftCore raft, byte[] genesis, RaftOptions raftOptions, DeskOptions deskOptions, MachineOptions? machine = null,
        CheckpointOptions? checkpoints = null)
    {
        _rules = raftOptions.Rules;
        Checkpoints = new CheckpointCore(raft, checkpoints ?? new CheckpointOptions());
        Machine = machine is null ? null : new MachineFeed(raft, machine);
        Raft = raft;
        Desk = new ProposalDesk(raft, deskOptions, raftOptions);
        Reads = new ReadDesk(raft, deskOptions);
        _clock = new LogClock(raft);
        Ballots = new BallotDesk(raft, deskOptions);
        State.Add(raft.Admission);
        Changes = new ChangeDesk(raft);
        _keeper = new SealKeeper(raft, genesis);
        _collector = new SealCollector(raft);
        _shipped = new ShippedSeal(raft, genesis);
        Beat = raftOptions.Heartbeat;
        State.Add(new VotersPart(raft.Log));
    }

    public RaftCore Raft { get; }

    public ProposalDesk Desk { get; }

    public ReadDesk Reads { get; }

    /// <summary>This node's part in open ballots.</summary>
    public BallotDesk Ballots { get; }

    /// <summary>The parts of the replicated state that are applied here; to be complete before the first step.</summary>
    public ReplicatedState State { get; } = new();

    /// <summary>What is given to the user's state machine; null where there is none.</summary>
    public MachineFeed? Machine { get; }

    /// <summary>Whether seals are signed. Only a measurement of what they cost does without.</summary>
    public bool Certifies { get; init; } = true;

    /// <summary>The newest seal with a verified quorum; it serves every entry up to its size.</summary>
    public CertifiedSeal? Newest { get; private set; }

    /// <summary>Signatures that did not verify, and shipped seals that do not fit the log.</summary>
    public long RejectedSignatures => _collector.Rejected + _shipped.Rejected;

    public TimeSpan NextDeadline
    {
        get
        {
            var next = Raft.NextDeadline;
            if (Desk.NextDeadline is { } desk && desk < next) next = desk;
            return Reads.NextDeadline is { } read && read < next ? read : next;
        }
    }

    private TimeSpan Beat { get; }

    public void Tick(ulong unixMs, TimeSpan now)
    {
        if (now >= _nextBeat)
        {
            _nextBeat = now + Beat;
            var missed = Raft.Role == RaftRole.Leader ? _collector.NewestMissed : 0;
            Raft.MissedSeal = missed == _missedAtBeat ? missed : 0;
            _missedAtBeat = missed;
        }

        Raft.Tick(now);
        Desk.Tick(_clock.Read(unixMs, now), now);
        Reads.Tick(now);
    }

    public void Submit(ProposalRequest request, ulong unixMs, TimeSpan now)
    {
        PushBack();
        Desk.Submit(request, Newest, _clock.Read(unixMs, now), now);
        Demand(Raft.Log.LastIndex, request.RequiredQuorum);
    }

    public void Step(PeerMessage message, ulong unixMs, TimeSpan now)
    {
        switch (message)
        {
            case RaftMessage or ForwardRequest when !Raft.IsKnown(message.From):
                Raft.Refuse();
                MeetStranger(message, now);
                break;
            case JoinRequest or VotersRequest or VotersReply:
                StepVoters(message, now);
                break;
            case AppendResponse m:
                OnAppendResponse(m, now);
                break;
            case AppendRequest m:
                Raft.Step(AsManyAsFit(m), now);
                break;
            case RaftMessage m:
                Raft.Step(m, now);
                break;
            case SealSignature m when Raft.IsKnown(m.From):
                _collector.Offer(m);
                break;
            case SealCertificate m when m.From == Raft.Leader && m.Term == Raft.Term && Raft.Role is (RaftRole.Follower or RaftRole.Learner):
                Raft.LearnCommit(m.Commit);
                _shipped.Offer(m.Seal);
                Seen.Add(m.Seal);
                break;
            case ForwardRequest m when Raft.IsKnown(m.From):
                OnForward(m, _clock.Read(unixMs, now));
                break;
            case ReadIndexRequest m when Raft.IsKnown(m.From):
                OnReadRequest(m);
                break;
            case ReadIndexResponse m when Raft.IsKnown(m.From):
                Reads.OnAnswer(m.Number, m.Index, m.Confirmed);
                break;
            case BallotCast m when Raft.IsKnown(m.From):
                Ballots.OnCast(m);
                break;
            case ForwardRefusal m when Raft.IsKnown(m.From):
                Desk.OnRefusal(m);
                break;
        }
    }

    /// <summary>The node is about to stop; see <see cref="RaftCore.MayLeave"/>.</summary>
    public void Leave(TimeSpan now) => Raft.Leave(now);

    public void Persisted(long number, TimeSpan now) => Raft.Persisted(number, now);

    public void Signed(SealStatement statement, byte[] signature) => _keeper.Signed(statement, signature);

    public void Verified(SealStatement statement, SignedBy signed, bool valid)
    {
        // The role may have changed since it was given out; each side knows its own statements by their term.
        _collector.Verdict(statement, signed, valid);
        if (_shipped.Verdict(statement, valid) is { } seal) Publish(seal);
    }

    /// <summary>Collects what is to be done; valid until the next call.</summary>
    public ConsensusEffects Take(ulong unixMs, TimeSpan now)
    {
        _effects.Clear();
        Desk.Tick(_clock.Read(unixMs, now), now);
        CollectIfLeading();
        AnswerReads();
        AskForReads(now);
        Changes.Begin(now);
        Checkpoints.Lead(unixMs);
        Ballots.Advance(_outbox, _clock.Read(unixMs, now), now);
        Raft.HoldCommitNews = _collector.Awaits(Raft.Commit);
        Raft.TakenOver = Machine?.Given ?? ulong.MaxValue;
        var ready = Raft.TakeReady(now);
        _effects.Persist = ready.Persist;
        _effects.Messages.AddRange(ready.Messages);
        (_effects.ApplyFrom, _effects.ApplyTo) = (ready.ApplyFrom, ready.ApplyTo);
        _effects.Wanted.AddRange(ready.Wanted);
        _effects.Tile = ready.Tile;
        Seal(ready);
        Apply(ready.ApplyFrom, ready.ApplyTo);
        AdvanceSeals();
        SettleCheckpoint();
        FinishReads();
        FinishChanges(now);
        if (Desk.TakeForward() is { } forward) _effects.Messages.Add(forward);
        _effects.Messages.AddRange(_outbox);
        _outbox.Clear();
        PassReplies();
        _effects.Steps.AddRange(Desk.Steps);
        Desk.Steps.Clear();
        (_effects.Link, _link) = (_link, null);
        return _effects;
    }

    public void CheckInvariants()
    {
        Raft.CheckInvariants();
        Desk.CheckInvariants();
        Raft.Admission.CheckInvariants(Raft.Applied == Raft.Log.LastIndex);
        Reads.CheckInvariants();
        Changes.CheckInvariants();
        Machine?.CheckInvariants();
        if (Newest is { } seal && seal.Statement.Size > Raft.Commit)
            throw new InvalidOperationException($"A certified seal of size {seal.Statement.Size} with commit {Raft.Commit}.");
    }

    private void CollectIfLeading()
    {
        if (Raft.Role == RaftRole.Leader && _collectingTerm == Raft.Term) return;
        if (Raft.Role != RaftRole.Leader && _collectingTerm == 0) return;
        _collectingTerm = Raft.Role == RaftRole.Leader ? Raft.Term : 0;
        _collector.Clear();
        _demands.Clear();
    }

    private void Seal(Ready ready)
    {
        if (!Certifies) return;
        foreach (var size in ready.Seals)
        {
            if (_keeper.StatementFor(size) is not { } statement) continue;
            _effects.Sign.Add(statement);
            if (Raft.Role == RaftRole.Leader) _collector.Open(statement);
        }

        _released.Clear();
        _keeper.Release(_released);
        foreach (var (statement, signature) in _released)
        {
            if (Raft.Role == RaftRole.Leader) _collector.AddOwn(statement, signature);
            else if (!Raft.Leader.IsEmpty) _outbox.Add(new SealSignature(Raft.Self, Raft.Leader, statement.Term, statement.Size, signature));
        }
    }

    private void AdvanceSeals()
    {
        if (Raft.Role != RaftRole.Leader)
        {
            if (Desk.Pending > 0 || Checkpoints.WantsSeal || Raft.LinkedEpoch < Raft.Configuration.Epoch) _shipped.Begin(_effects.Verify);
            return;
        }

        _collector.Wanted = _demands.Count == 0 ? 0 : _demands.UnorderedItems.Max(d => d.Element);
        if (!_collector.Advance(_effects.Verify)) return;
        var seal = _collector.Newest!;
        while (_demands.TryPeek(out var wanted, out var index) && seal.Covers(index, Math.Min(wanted, Raft.Voters.Count))) _demands.Dequeue();
        Publish(seal);
        Seen.Add(seal);
        foreach (var follower in Raft.Followers) Ship(follower, seal);
    }

    private void Publish(CertifiedSeal seal)
    {
        if (Newest is not null && (seal.Statement.Size < Newest.Statement.Size || seal.Statement.Size > Raft.Commit)) return;
        Newest = seal;
        Desk.OnSeal(seal);
        OfferLink(seal);
    }

    // A follower that has just been found again has missed the seals shipped meanwhile; the newest stands for them all.
    private void OnAppendResponse(AppendResponse m, TimeSpan now)
    {
        var probed = IsProbing(m.From);
        Raft.Step(m, now);
        if (probed && !IsProbing(m.From) && Raft.Role == RaftRole.Leader && Newest is { } seal)
            Ship(Raft.Followers.First(f => f.Id == m.From), seal);
    }

    private void Ship(Progress follower, CertifiedSeal seal)
    {
        var commit = Math.Min(follower.Match, Raft.Commit);
        follower.CommitSent = Math.Max(follower.CommitSent, commit);
        _outbox.Add(new SealCertificate(Raft.Self, follower.Id, Raft.Term, commit, seal));
    }

    private bool IsProbing(Did id)
    {
        foreach (var follower in Raft.Followers)
        {
            if (follower.Id == id) return follower.Probing;
        }

        return false;
    }

    private void OnForward(ForwardRequest m, ulong unixMs)
    {
        PushBack();
        foreach (var (proposal, requiredQuorum) in m.Proposals)
        {
            var result = m.Term == Raft.Term ? Raft.Append(proposal, unixMs) : new AppendResult(AppendStatus.NotLeader, 0);
            if (result.Status is AppendStatus.NotLeader or AppendStatus.Refused)
                _outbox.Add(new ForwardRefusal(Raft.Self, m.From, m.Term, proposal.Key, result.Reason) { Kind = proposal.Kind, Cause = result.Cause });
            else
                Demand(result.Index, requiredQuorum);
        }
    }

    // Some proposals want more signatures than a majority: seals over them stay open until they have them.
    private void Demand(ulong index, int quorum)
    {
        if (Raft.Role == RaftRole.Leader && quorum > Consensus.Quorum.Majority.Size(Raft.Voters.Count))
            _demands.Enqueue(Math.Min(quorum, Raft.Voters.Count), index);
    }
}
