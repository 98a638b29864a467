using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Elections: Raft 5.2 and 5.4.1; pre-vote and check-quorum: dissertation 9.6 and 6.2.
internal sealed partial class RaftCore
{
    private readonly SortedDictionary<Did, bool> _answers = [];
    private TimeSpan _leaderHeard = TimeSpan.MinValue;

    // While a follower hears its leader, and while a leader has its quorum, nobody else is helped to an election.
    private bool InLease(TimeSpan now) => (_rules.KeepsLease && Role == RaftRole.Leader)
        || (_rules.KeepsLease && _role == RaftRole.Follower && !Leader.IsEmpty && now < _leaderHeard + _options.ElectionMin);

    private void ElectionTimeout(TimeSpan now)
    {
        ResetElectionDeadline(now);
        Leader = default;

        // A disk that hangs makes no leader, nor does a node that is still applying what it has recovered; and who is about to
        // stop, or does not vote, does not want to be one.
        if (Leaving || DiskHangs(now) || !MayStand || IsCatchingUp)
        {
            if (_role != RaftRole.Follower) BecomeFollower(Term, default, now);
            return;
        }

        if (!_rules.AsksFirst)
        {
            Campaign(now, byTransfer: false);
            return;
        }

        _role = RaftRole.PreCandidate;
        _answers.Clear();
        Note(Self, true);
        if (Count() == VoteOutcome.Won)
        {
            Campaign(now, byTransfer: false);
            return;
        }

        foreach (var voter in Configuration.Voters)
        {
            if (voter != Self) Send(new PreVoteRequest(Self, voter, Term + 1, Log.LastIndex, Log.LastTerm));
        }
    }

    private bool DiskHangs(TimeSpan now) => _writes.InFlight && now - _writes.Started > _options.ElectionMax;

    private void Campaign(TimeSpan now, bool byTransfer)
    {
        _role = RaftRole.Candidate;
        Leader = default;
        (Term, Vote) = (Term + 1, Self);
        _matchedInTerm = 0;
        _marked.Clear();
        _answers.Clear();
        _writes.SetHard(new HardState(Term, Vote));
        ResetElectionDeadline(now);

        // Its own vote counts, and others are asked, only once term and vote are on disk.
        SendWhenDurable(new VoteResponse(Self, Self, Term, true));
        foreach (var voter in Configuration.Voters)
        {
            if (voter != Self) SendWhenDurable(new VoteRequest(Self, voter, Term, Log.LastIndex, Log.LastTerm) { Transfer = byTransfer });
        }
    }

    // True: go on with the message in the term as it then is.
    private bool SeeHigherTerm(RaftMessage message, TimeSpan now)
    {
        switch (message)
        {
            case PreVoteRequest:
                OnPreVoteRequest((PreVoteRequest)message, now);
                return false;
            case PreVoteResponse { Granted: true } m:
                if (Role == RaftRole.PreCandidate && m.Term == Term + 1) CountPreVote(m.From, true, now);
                return false;
            case VoteRequest { Transfer: false } when InLease(now):
                return false;
            case AppendRequest or HeartbeatRequest:
                BecomeFollower(message.Term, message.From, now);
                return true;
            default:
                BecomeFollower(message.Term, default, now);
                return true;
        }
    }

    private void AnswerStale(RaftMessage message)
    {
        if (!_rules.AnswersStale) return;
        switch (message)
        {
            // Without an answer the sender could never learn of the higher term, and pre-vote would keep this node from
            // ever winning: a deadlock (etcd 8243, 8498).
            case AppendRequest m:
                SendWhenTermDurable(new AppendResponse(Self, m.From, Term, false, m.PrevIndex, 0, 0));
                break;
            case HeartbeatRequest m:
                SendWhenTermDurable(new HeartbeatResponse(Self, m.From, Term));
                break;
            case PreVoteRequest m:
                SendWhenTermDurable(new PreVoteResponse(Self, m.From, Term, false) { RemovedAt = RemovedAt(m.From) });
                break;
            case VoteRequest m:
                SendWhenTermDurable(new VoteResponse(Self, m.From, Term, false));
                break;
        }
    }

    private void OnPreVoteRequest(PreVoteRequest m, TimeSpan now)
    {
        var free = m.Term > Term || _rules.MayVote(Vote, m.From, !Leader.IsEmpty);
        var granted = free && !InLease(now) && _rules.IsUpToDate(Log, m.LastIndex, m.LastTerm);
        SendWhenTermDurable(new PreVoteResponse(Self, m.From, granted ? m.Term : Term, granted) { RemovedAt = RemovedAt(m.From) });
    }

    private void OnPreVoteResponse(PreVoteResponse m, TimeSpan now)
    {
        LearnRemoval(m, now);
        if (Role == RaftRole.PreCandidate && !m.Granted) CountPreVote(m.From, false, now);
    }

    private void CountPreVote(Did from, bool granted, TimeSpan now)
    {
        Note(from, granted);
        switch (Count())
        {
            case VoteOutcome.Won: Campaign(now, byTransfer: false); break;
            case VoteOutcome.Lost: BecomeFollower(Term, default, now); break;
        }
    }

    private void OnVoteRequest(VoteRequest m, TimeSpan now)
    {
        var free = _rules.MayVote(Vote, m.From, !Leader.IsEmpty);
        var granted = free && _role == RaftRole.Follower && _rules.IsUpToDate(Log, m.LastIndex, m.LastTerm);
        if (granted)
        {
            Vote = m.From;
            _writes.SetHard(new HardState(Term, Vote));
            ResetElectionDeadline(now);
        }

        SendWhenDurable(new VoteResponse(Self, m.From, Term, granted));
    }

    // Whoever else is in the log's configuration: only its voters count.
    private void Note(Did from, bool granted)
    {
        if (Configuration.IsVoter(from)) _answers.TryAdd(from, granted);
    }

    private void OnVoteResponse(VoteResponse m, TimeSpan now)
    {
        if (Role != RaftRole.Candidate) return;
        Note(m.From, m.Granted);
        switch (Count())
        {
            case VoteOutcome.Won: BecomeLeader(now); break;
            case VoteOutcome.Lost: BecomeFollower(Term, default, now); break;
        }
    }
}
