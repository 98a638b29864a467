using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Raft as a pure state machine: messages, time and finished writes go in, a <see cref="Ready"/> comes out.
/// <para>
/// Intuition: a majority that has voted for a leader, and a majority that holds an entry, share a voter; that voter refuses
/// its vote to whoever lacks the entry, so what a majority holds in the leader's own term is in every later leader's log.
/// </para>
/// Sources: Ongaro, "Consensus: Bridging Theory and Practice" (2014), chapters 3 (3.10: transfer), 6 (6.4: reads) and 9.6 (pre-vote),
/// 10.2.1 (the leader writes its disk in parallel); shape after etcd-io/raft. chapter 4 (who votes: RaftCore.Voters.cs).
/// Chapter 5 (snapshots): RaftCore.Snapshots.cs.
/// Left out in this version: reads by lease.
/// </summary>
/// <remarks>
/// Invariants: 1. term, commit and applied never decrease. 2. applied ≤ commit ≤ last index. 3. a leader has a progress for
/// every other voter and learner, a non-leader none. 4. a leader votes for itself in its term. 5. who stands for election or
/// leads is a voter, or was one before a change that is not committed. 6. the parts' own invariants.
/// </remarks>
internal sealed partial class RaftCore
{
    private readonly RaftOptions _options;
    private readonly RaftRules _rules;
    private readonly Random _random;
    private readonly WriteQueue _writes;
    private readonly Ready _ready = new();
    private readonly List<RaftMessage> _released = [];
    private readonly List<RaftMessage> _outbox = [];
    private RaftRole _role;
    private TimeSpan _electionDeadline;

    public RaftCore(
        RaftOptions options, Did self, IReadOnlyList<Did> founders, RaftLog log, HardState hard, ulong commit, Random random, TimeSpan now,
        ulong applied = 0)
    {
        options.Validate();
        _options = options;
        _rules = options.Rules;
        if (log.Configurations.All[0].Epoch == 0) log.Configurations.Begin(VoterConfiguration.Found(founders));
        if (commit > log.LastIndex) throw new ArgumentException("The commit index lies beyond the log.", nameof(commit));
        if (applied > commit) throw new ArgumentException("More is applied than committed.", nameof(applied));
        _random = random;
        _writes = new WriteQueue(log, hard);
        Self = self;
        Log = log;
        (Term, Vote) = hard;
        Commit = commit;
        Applied = applied;
        ResetElectionDeadline(now);
    }

    public Did Self { get; }

    public RaftLog Log { get; }

    /// <summary>What the applied entries, and a leader's further ones, say of sessions and ballots.</summary>
    public Admission Admission { get; } = new();

    public RaftRole Role => _role == RaftRole.Follower && !MayStand ? RaftRole.Learner : _role;

    public ulong Term { get; private set; }

    public Did Vote { get; private set; }

    /// <summary>The leader of the current term; empty while unknown.</summary>
    public Did Leader { get; private set; }

    public ulong Commit { get; private set; }

    public ulong Applied { get; private set; }

    /// <summary>Entries 1..Stable are on this node's disk.</summary>
    public ulong Stable => _writes.Stable;

    public HardState Durable => _writes.Durable;

    public bool WriteInFlight => _writes.InFlight;

    public IReadOnlyList<Did> Voters => Configuration.Voters;

    /// <summary>Messages from nobody in any known configuration, not for this node, or against the protocol.</summary>
    public long Refused { get; private set; }

    /// <summary>When <see cref="Tick"/> has something to do, unless a message comes first.</summary>
    public TimeSpan NextDeadline => Role == RaftRole.Leader ? _heartbeatDeadline : _electionDeadline;

    public bool IsVoter(Did id) => Configuration.IsVoter(id);

    /// <summary>Counts a message that is not taken in.</summary>
    public void Refuse() => Refused++;

    /// <summary>Does what is due at <paramref name="now"/>.</summary>
    public void Tick(TimeSpan now)
    {
        if (Role == RaftRole.Leader) TickLeader(now);
        else if (now >= _electionDeadline) ElectionTimeout(now);
    }

    /// <summary>Takes in one message. Messages may be lost, repeated, delayed and reordered.</summary>
    public void Step(RaftMessage message, TimeSpan now)
    {
        if (message.To != Self || message.From == Self || !IsKnown(message.From))
        {
            Refused++;
            return;
        }

        if (message.Term > Term && !SeeHigherTerm(message, now)) return;
        if (message.Term < Term)
        {
            AnswerStale(message);
            return;
        }

        switch (message)
        {
            case PreVoteRequest m: OnPreVoteRequest(m, now); break;
            case PreVoteResponse m: OnPreVoteResponse(m, now); break;
            case VoteRequest m: OnVoteRequest(m, now); break;
            case VoteResponse m: OnVoteResponse(m, now); break;
            case AppendRequest m: OnAppendRequest(m, now); break;
            case AppendResponse m: OnAppendResponse(m, now); break;
            case HeartbeatRequest m: OnHeartbeatRequest(m, now); break;
            case HeartbeatResponse m: OnHeartbeatResponse(m, now); break;
            case TimeoutNow m: OnTimeoutNow(m, now); break;
            case SnapshotAvailable m: OnSnapshotOffer(m, now); break;
            default: Refused++; break;
        }
    }

    /// <summary>The write with this number is durable.</summary>
    public void Persisted(long number, TimeSpan now)
    {
        _released.Clear();
        _writes.Done(number, _released);
        foreach (var message in _released)
        {
            // What was promised in an older term is of no use to anybody now; not sending it is as safe as losing it.
            if (message.Term < Term && message is not PreVoteResponse) continue;
            if (message.To == Self) OnVoteResponse((VoteResponse)message, now);
            else _outbox.Add(message);
        }

        if (Role == RaftRole.Leader) AdvanceCommit();
    }

    /// <summary>Collects what is to be done. See <see cref="Ready"/> for the order.</summary>
    public Ready TakeReady(TimeSpan now)
    {
        _ready.Messages.Clear();
        _ready.Seals.Clear();
        _ready.Wanted.Clear();

        // What the last call gave out to be applied is applied now.
        Log.Trim(Math.Min(Math.Min(Stable, Applied), TakenOver));
        if (Role == RaftRole.Leader)
        {
            AdvanceReads();
            Replicate(now);
            StepDownIfRemoved(now);
        }

        _ready.Persist = _writes.Take(Commit, now);
        _ready.Messages.AddRange(_outbox);
        _outbox.Clear();
        _ready.Seals.AddRange(_marked);
        _marked.Clear();
        _ready.ApplyFrom = Applied + 1;
        _ready.ApplyTo = Applied = Applicable();
        _ready.Tile = Log.Tree.TakeTile(Commit);
        return _ready;
    }

    /// <summary>Throws if an invariant of this type or of one of its parts does not hold.</summary>
    public void CheckInvariants()
    {
        if (Applied > Commit || Commit > Log.LastIndex)
            throw new InvalidOperationException($"Invariant 2: applied {Applied}, commit {Commit}, last {Log.LastIndex}.");
        CheckFollowers();
        if (Role == RaftRole.Leader && (Vote != Self || Leader != Self)) throw new InvalidOperationException("Invariant 4.");
        if (_role != RaftRole.Follower && !MayStand) throw new InvalidOperationException($"Invariant 5: {_role} and no voter.");
        foreach (var follower in _followers)
        {
            follower.CheckInvariants(_options.MaxInFlight);
            if (follower.Match > Log.LastIndex) throw new InvalidOperationException($"Invariant 6: {follower.Id} matches beyond the log.");
        }

        _writes.CheckInvariants();
    }

    private void Send(RaftMessage message) => _outbox.Add(message);

    // For answers that claim something about term, vote or log.
    private void SendWhenDurable(RaftMessage message)
    {
        if (!_rules.WaitsForDisk(message) || !_writes.Defer(message)) _outbox.Add(message);
    }

    // For answers that claim nothing but the term.
    private void SendWhenTermDurable(RaftMessage message)
    {
        if (_writes.Durable.Term == Term) _outbox.Add(message);
        else SendWhenDurable(message);
    }

    private void BecomeFollower(ulong term, Did leader, TimeSpan now)
    {
        if (term < Term) throw new InvalidOperationException("Invariant 1: the term would decrease.");
        if (term > Term)
        {
            (Term, Vote) = (term, default);
            _matchedInTerm = 0;
            _writes.SetHard(new HardState(Term, Vote));
        }

        if (_role != RaftRole.Follower) ResetElectionDeadline(now);
        if (_role == RaftRole.Leader) Admission.Follow();
        _role = RaftRole.Follower;
        Leader = leader;
        Successor = default;
        FailReads();
        _followers = [];
        _marked.Clear();
    }

    private void ResetElectionDeadline(TimeSpan now)
    {
        var span = (_options.ElectionMax - _options.ElectionMin).Ticks;
        _electionDeadline = now + _options.ElectionMin + TimeSpan.FromTicks(_random.NextInt64(span + 1));
    }

    private VoteOutcome Count()
    {
        var granted = 0;
        var denied = 0;
        foreach (var answer in _answers.Values)
        {
            if (answer) granted++;
            else denied++;
        }

        return Majority.Decide(granted, denied, Configuration.Voters.Count);
    }
}
