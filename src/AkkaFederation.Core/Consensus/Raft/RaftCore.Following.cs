namespace AkkaFederation.Consensus;

// The follower's side of replication: Raft 5.3.
internal sealed partial class RaftCore
{
    private readonly List<ulong> _marked = [];
    private ulong _matchedInTerm;

    /// <summary>Up to here this node's log is known to equal the current term's leader's: the bound for signing seals.</summary>
    public ulong MatchedInTerm => Role == RaftRole.Leader ? Log.LastIndex : _matchedInTerm;

    private void OnAppendRequest(AppendRequest m, TimeSpan now)
    {
        if (!IsWellFormed(m) || !HearLeader(m, now))
        {
            Refused++;
            return;
        }

        if (!Log.Matches(m.PrevIndex, m.PrevTerm))
        {
            var (hint, hintTerm) = Log.LastNotAbove(m.PrevIndex, m.PrevTerm);
            SendWhenTermDurable(new AppendResponse(Self, m.From, Term, false, m.PrevIndex, hint, hintTerm));
            return;
        }

        // What has left memory is applied, and what follows it is either in the log already or held against the last time.
        var time = m.PrevIndex == Log.LastIndex ? Log.LastTime : Log.TryGet(m.PrevIndex)?.Time ?? 0;
        if (m.Entries.Count > 0 && m.Entries[0].Time < time)
        {
            Refused++;
            return;
        }

        Take(m);
        var last = m.PrevIndex + (ulong)m.Entries.Count;
        _matchedInTerm = Math.Max(_matchedInTerm, last);
        Commit = _rules.Advance(Commit, Math.Min(m.Commit, last));
        if (m.Seal > m.PrevIndex && m.Seal <= last) Mark(m.Seal);
        SendWhenDurable(new AppendResponse(Self, m.From, Term, true, last, 0, 0));
    }

    private void OnHeartbeatRequest(HeartbeatRequest m, TimeSpan now)
    {
        if (!HearLeader(m, now))
        {
            Refused++;
            return;
        }

        Commit = _rules.Advance(Commit, Math.Min(m.Commit, _matchedInTerm));
        if (m.Seal > 0 && m.Seal <= _matchedInTerm) Mark(m.Seal);
        SendWhenTermDurable(new HeartbeatResponse(Self, m.From, Term) { Round = m.Round, Level = _options.Level });
    }

    /// <summary>News of the commit index that came from this term's leader by another way.</summary>
    public void LearnCommit(ulong commit)
    {
        if (_role == RaftRole.Follower) Commit = _rules.Advance(Commit, Math.Min(commit, _matchedInTerm));
    }

    private bool HearLeader(RaftMessage m, TimeSpan now)
    {
        // Two leaders of one term cannot be (election safety): whoever says so is not believed.
        if (Role == RaftRole.Leader || (!Leader.IsEmpty && Leader != m.From)) return false;
        if (_role != RaftRole.Follower || Leader.IsEmpty) BecomeFollower(Term, m.From, now);
        _leaderHeard = now;
        ResetElectionDeadline(now);
        return true;
    }

    // Appends what is missing; cuts the log only where an entry really differs (Raft, Figure 2: a delayed append must not
    // erase what a later one brought).
    private void Take(AppendRequest m)
    {
        foreach (var entry in m.Entries)
        {
            if (entry.Index <= Log.LastIndex)
            {
                if (!_rules.Conflicts(Log, entry)) continue;
                if (entry.Index <= Commit)
                    throw new InvalidOperationException($"Leader {m.From} of term {m.Term} contradicts committed entry {entry.Index}.");
                Log.TruncateFrom(entry.Index);
                _writes.Truncated(entry.Index);
            }

            Log.Append(entry);
        }
    }

    private void Mark(ulong seal)
    {
        if (Log.Term(seal) == Term) _marked.Add(seal);
    }

    private static bool IsWellFormed(AppendRequest m)
    {
        var (index, term, time) = (m.PrevIndex, m.PrevTerm, 0UL);
        foreach (var entry in m.Entries)
        {
            if (entry.Index != ++index || entry.Term < term || entry.Term > m.Term || entry.Time < time) return false;
            if (!EntryKinds.IsKnown(entry.Kind) || !IsReadable(entry)) return false;
            (term, time) = (entry.Term, entry.Time);
        }

        return m.PrevTerm <= m.Term && (m.PrevIndex > 0 || m.PrevTerm == 0);
    }
}
