using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// The leader's side of replication: Raft 5.3, 5.4.2; pipelining and parallel disk write: dissertation 10.2.
internal sealed partial class RaftCore
{
    private readonly List<ulong> _seals = [];
    private Progress[] _followers = [];
    private TimeSpan _heartbeatDeadline;
    private ulong _releasedIndex;

    public IReadOnlyList<Progress> Followers => _followers;

    /// <summary>A seal whose signatures are missed: heartbeats ask for it again. 0: none.</summary>
    public ulong MissedSeal { get; set; }

    /// <summary>Why new proposals are refused for now; empty: they are taken.</summary>
    public string PushBack { get; set; } = "";

    /// <summary>
    /// Something else will tell the followers of a commit soon (a certified seal): no message of its own is sent for it, and
    /// if that something is lost the next heartbeat tells them.
    /// </summary>
    public bool HoldCommitNews { get; set; }

    /// <summary>Puts a proposal into the leader's log, once.</summary>
    /// <param name="proposal">What to append.</param>
    /// <param name="unixMs">The leader's clock, which becomes log time unless the log is ahead of it.</param>
    public AppendResult Append(Proposal proposal, ulong unixMs)
    {
        if (Role != RaftRole.Leader) return new(AppendStatus.NotLeader, 0);
        if (EntryKinds.CarriesPayload(proposal.Kind) && proposal.Payload.Length > _options.MaxPayload)
            return new(AppendStatus.Refused, 0, $"the payload has {proposal.Payload.Length} bytes and the limit is {_options.MaxPayload}", AbortCause.TooLarge);
        var time = Math.Max(unixMs, Log.LastTime);
        proposal = Admission.Complete(proposal, Configuration);
        var verdict = Admission.Judge(proposal, time);
        if (verdict.Standing == SessionStanding.Duplicate && _rules.TakesOnce) return new(AppendStatus.Duplicate, verdict.Index);
        if (verdict.Standing == SessionStanding.Refused) return new(AppendStatus.Refused, 0, verdict.Reason, verdict.Cause);
        if (!Successor.IsEmpty) return new(AppendStatus.NotLeader, 0);
        if (PushBack.Length > 0) return new(AppendStatus.Refused, 0, PushBack, AbortCause.NodeLimit);
        var entry = new LogEntry
        {
            Index = Log.LastIndex + 1,
            Term = Term,
            Time = time,
            Kind = proposal.Kind,
            Origin = proposal.Key.Origin,
            Session = proposal.Key.Session,
            ProposalTerm = proposal.ProposalTerm,
            Seq = proposal.Key.Seq,
            Payload = proposal.Payload,
        };
        Log.Append(entry);
        Admission.Appended(entry, verdict);
        return new(AppendStatus.Appended, Log.LastIndex);
    }

    /// <summary>Puts a ballot's decision into the leader's log.</summary>
    public void AppendDecision(byte[] payload, ulong unixMs) => Log.Append(new LogEntry
    {
        Index = Log.LastIndex + 1, Term = Term, Time = Math.Max(unixMs, Log.LastTime), Kind = EntryKind.BallotDecided, Payload = payload,
    });

    private void BecomeLeader(TimeSpan now)
    {
        _role = RaftRole.Leader;
        Leader = Self;
        Successor = default;
        _reads.Clear();
        MissedSeal = 0;
        HoldCommitNews = false;
        _seals.Clear();
        _releasedIndex = Log.LastIndex;
        Admission.Lead(Log, Applied);
        ArrangeFollowers(now);
        Log.Append(new LogEntry { Index = Log.LastIndex + 1, Term = Term, Time = Log.LastTime, Kind = EntryKind.NoOp });
        Heartbeats(now);
    }

    private void TickLeader(TimeSpan now)
    {
        if (now < _heartbeatDeadline) return;
        if (DiskHangs(now) || !HearsQuorum(now))
        {
            BecomeFollower(Term, default, now);
            return;
        }

        TickTransfer(now);
        TickVoters(now);
        Heartbeats(now);
    }

    private void Heartbeats(TimeSpan now)
    {
        _heartbeatDeadline = now + _options.Heartbeat;
        NoteLoad();
        _successorTold = false;
        foreach (var follower in _followers)
        {
            // A probe that got lost is sent again at the next beat.
            follower.ProbeSent = false;
            OfferSnapshot(follower);
            Beat(follower);
        }
    }

    private void Beat(Progress follower)
    {
        var commit = Math.Min(follower.Match, Commit);
        follower.CommitSent = commit;
        Send(new HeartbeatRequest(Self, follower.Id, Term, commit, MissedSeal <= follower.Match ? MissedSeal : 0) { Round = _round });
    }

    // While the own disk is busy, entries gather; they go out with the next write, which ends in a seal. A disk that takes
    // long, or a great gathering, does not hold up the others.
    private void Replicate(TimeSpan now)
    {
        Pace(now);
        var gathered = Log.LastIndex - _releasedIndex;
        if (gathered > 0 && (!_writes.InFlight || gathered >= (ulong)_options.GatherLimit || now - _writes.Started > _options.Heartbeat))
        {
            _releasedIndex = Log.LastIndex;
            _seals.Add(_releasedIndex);
            _marked.Add(_releasedIndex);
            if (_seals.Count > 4096) _seals.RemoveRange(0, 2048);
        }

        foreach (var follower in _followers)
        {
            var sent = false;
            while (follower.CanSend(_options.MaxInFlight, _options.MaxInFlightWeight) && (follower.Next <= _releasedIndex || (follower.Probing && !sent)) && SendAppend(follower))
                sent = true;
            AskForEntries(follower);

            // Nothing is on its way that would carry the news of a commit.
            if (!sent && !HoldCommitNews && gathered == 0 && Math.Min(follower.Match, Commit) > follower.CommitSent) Beat(follower);
        }

        TellSuccessor();
    }

    // False: its entries have left memory and are not read yet. To find out where the logs part none are needed.
    private bool SendAppend(Progress follower)
    {
        var prev = follower.Next - 1;
        var old = follower.Next < Log.WindowFirst;
        var entries = !old ? Log.Slice(follower.Next, _releasedIndex, _options.MaxAppendWeight, _options.MaxAppendEntries)
            : follower.Probing ? [] : OldEntries(follower);
        if (old && !follower.Probing && entries.Count == 0) return false;
        var last = prev + (ulong)entries.Count;
        var weight = 0L;
        for (var i = 0; i < entries.Count; i++) weight += entries[i].Weight;
        follower.Sent(last, weight);
        follower.CommitSent = Math.Max(follower.CommitSent, Math.Min(Commit, last));
        Send(new AppendRequest(Self, follower.Id, Term, prev, Log.Term(prev), entries, Commit, SealIn(prev, last)));
        return true;
    }

    private ulong SealIn(ulong prev, ulong last)
    {
        var position = _seals.BinarySearch(last);
        if (position < 0) position = ~position - 1;
        return position >= 0 && _seals[position] > prev ? _seals[position] : 0;
    }

    private void OnAppendResponse(AppendResponse m, TimeSpan now)
    {
        if (Follower(m.From) is not { } follower) return;
        follower.LastHeard = now;
        if (!m.Accepted)
        {
            var (hint, _) = Log.LastNotAbove(m.HintIndex, m.HintTerm);
            follower.Refuse(m.Index, hint, _rules);
            return;
        }

        if (m.Index > Log.LastIndex)
        {
            Refused++;
            return;
        }

        if (follower.Acknowledge(m.Index)) AdvanceCommit();
    }

    private void OnHeartbeatResponse(HeartbeatResponse m, TimeSpan now)
    {
        if (Follower(m.From) is not { } follower) return;
        follower.LastHeard = now;

        // No progress for a whole beat with appends on their way: they may be lost. An empty append finds out.
        if (!follower.Probing && follower.Match + 1 < follower.Next && follower.Match == follower.MatchAtHeartbeat)
            Send(new AppendRequest(Self, follower.Id, Term, follower.Next - 1, Log.Term(follower.Next - 1), [], Commit, 0));
        follower.MatchAtHeartbeat = follower.Match;
        follower.Level = m.Level;
        follower.RoundHeard = Math.Max(follower.RoundHeard, m.Round);
        AdvanceReads();
    }

    // Raft 5.4.2: only entries of the own term are committed by counting; older ones with them.
    private void AdvanceCommit()
    {
        var index = Reached();
        if (index > Commit && _rules.MayCommit(Log.Term(index), Term)) Commit = index;
    }

    private Progress? Follower(Did id)
    {
        foreach (var follower in _followers)
        {
            if (follower.Id == id) return follower;
        }

        return null;
    }
}
