using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The proposals that this node has accepted and not yet answered. It hands each to whoever leads, again after every change
/// of leader and after silence (the log takes a proposal once, so sending again is harmless), and answers when its own log
/// has applied it, so that an answer never depends on a message from the leader.
/// </summary>
/// <remarks>
/// Invariants: 1. a proposal is answered exactly once for each time it was accepted. 2. "expired" is said only of what was
/// never sent. 3. the number pending never exceeds the limits.
/// </remarks>
internal sealed class ProposalDesk(RaftCore raft, DeskOptions options, RaftOptions raftOptions)
{
    private readonly Dictionary<ProposalKey, PendingProposal> _pending = [];
    private readonly Dictionary<(Did Origin, ulong Session), int> _perClient = [];
    private readonly PriorityQueue<PendingProposal, TimeSpan> _deadlines = new();
    private readonly PriorityQueue<PendingProposal, ulong> _certifying = new();
    private readonly List<ForwardedProposal> _forward = [];
    private (ulong Term, Did Leader, Did Successor) _seen;
    private TimeSpan _nextResend;
    private long _order;

    /// <summary>Answers to give, taken by the shell.</summary>
    public List<ProposalReply> Replies { get; } = [];

    public int Pending => _pending.Count;

    /// <summary>Whether somebody waits for a seal.</summary>
    public bool WantsSeal => _certifying.Count > 0;

    /// <summary>Most signatures that any proposal here asks for.</summary>
    public int Wanted { get; private set; }

    public TimeSpan? NextDeadline
    {
        get
        {
            while (_deadlines.TryPeek(out var first, out _) && first.State == ProposalState.Done) _deadlines.Dequeue();
            TimeSpan? next = _deadlines.TryPeek(out _, out var deadline) ? deadline : null;
            return _pending.Count > 0 && (next is null || _nextResend < next) ? _nextResend : next;
        }
    }

    public void Submit(ProposalRequest request, CertifiedSeal? newest, ulong unixMs, TimeSpan now)
    {
        var proposal = request.Proposal;
        if (_pending.TryGetValue(proposal.Key, out var pending))
        {
            // The same proposal again: the newest asker gets the answer.
            pending.Request = request;
            _deadlines.Enqueue(pending, request.Deadline);
            return;
        }

        if (Refusal(request) is { } refusal)
        {
            Replies.Add(refusal);
            return;
        }

        pending = new PendingProposal(request, _order++);
        _pending.Add(proposal.Key, pending);
        var client = (proposal.Key.Origin, proposal.Key.Session);
        _perClient[client] = _perClient.GetValueOrDefault(client) + 1;
        _deadlines.Enqueue(pending, request.Deadline);
        if (Applied(proposal.Key) is var index and not 0) Commit(pending, index, newest);
        else Route(pending, unixMs, now);
    }

    /// <summary>Entry <paramref name="entry"/> is committed and applied.</summary>
    public void OnApplied(LogEntry entry, CertifiedSeal? newest)
    {
        if (entry.Kind is EntryKind.NoOp or EntryKind.Configuration or EntryKind.FeatureLevel) return;
        if (_pending.TryGetValue(entry.Key, out var pending) && pending.State < ProposalState.Certifying)
            Commit(pending, entry.Index, newest);
    }

    /// <summary>A newer certified seal is there.</summary>
    public void OnSeal(CertifiedSeal seal)
    {
        List<PendingProposal>? unserved = null;
        while (_certifying.TryPeek(out var first, out var index) && index <= seal.Statement.Size)
        {
            _certifying.Dequeue();
            if (first.State == ProposalState.Done) continue;
            if (seal.Covers(index, Needed(first))) Answer(first, ProposalVerdict.Committed, seal);
            else (unserved ??= []).Add(first);
        }

        foreach (var pending in unserved ?? []) _certifying.Enqueue(pending, pending.Index);
    }

    public void OnRefusal(ForwardRefusal m)
    {
        // News of an older attempt says nothing about the newest one.
        if (!_pending.TryGetValue(m.Key, out var pending) || pending.State != ProposalState.Proposing || m.Term != pending.SentTerm) return;
        if (m.Reason.Length > 0) Answer(pending, pending.SentInSeveralTerms ? ProposalVerdict.Indeterminate : ProposalVerdict.Aborted, null, m.Reason);
        else pending.State = ProposalState.Idle;
    }

    /// <summary>Expires what is due, and hands on what has to be sent again.</summary>
    public void Tick(ulong unixMs, TimeSpan now)
    {
        while (_deadlines.TryPeek(out var first, out var deadline) && deadline <= now)
        {
            _deadlines.Dequeue();
            if (first.State != ProposalState.Done && first.Request.Deadline <= now) Expire(first);
        }

        // A transfer that came to nothing lets a leader take proposals again.
        var leaderChanged = _seen != (raft.Term, raft.Leader, raft.Successor);
        if (!leaderChanged && now < _nextResend) return;
        _seen = (raft.Term, raft.Leader, raft.Successor);
        _nextResend = now + options.ResendAfter;
        if (_pending.Count == 0) return;
        foreach (var pending in _pending.Values.Where(p => p.State < ProposalState.Certifying).OrderBy(p => p.Order).ToList())
        {
            if (leaderChanged || pending.State == ProposalState.Idle || now - pending.LastSent >= options.ResendAfter)
                Route(pending, unixMs, now);
        }
    }

    /// <summary>The proposals to forward in one message, if any.</summary>
    public ForwardRequest? TakeForward()
    {
        if (_forward.Count == 0) return null;
        var batch = _forward.ToArray();
        _forward.Clear();
        return raft.Leader.IsEmpty || raft.Leader == raft.Self ? null : new ForwardRequest(raft.Self, raft.Leader, raft.Term, batch);
    }

    public void CheckInvariants()
    {
        if (_pending.Values.Any(p => p.State == ProposalState.Done)) throw new InvalidOperationException("Invariant 1.");
        if (_pending.Count > options.MaxPending || _perClient.Values.Any(n => n > options.MaxPendingPerClient))
            throw new InvalidOperationException("Invariant 3.");
    }

    private ProposalReply? Refusal(ProposalRequest request)
    {
        var proposal = request.Proposal;
        var reason = "";
        if (proposal.Payload.Length > raftOptions.MaxPayload)
            reason = $"the payload has {proposal.Payload.Length} bytes and the limit is {raftOptions.MaxPayload}";
        else if (request.RequiredQuorum > raft.Voters.Count)
            reason = $"a quorum of {request.RequiredQuorum} is asked for and there are {raft.Voters.Count} voters";
        else if (_pending.Count >= options.MaxPending)
            reason = $"this node has {_pending.Count} pending proposals, its limit; try again later";
        else if (_perClient.GetValueOrDefault((proposal.Key.Origin, proposal.Key.Session)) >= options.MaxPendingPerClient)
            reason = $"this client has {options.MaxPendingPerClient} pending proposals, its limit (max-pending-per-client); wait for answers";
        if (reason.Length > 0) return new ProposalReply(request.ReplyTo, proposal, ProposalVerdict.Aborted) { Reason = reason };
        return options.Forward || raft.Role == RaftRole.Leader
            ? null
            : new ProposalReply(request.ReplyTo, proposal, ProposalVerdict.NotLeader) { Leader = raft.Leader };
    }

    private void Route(PendingProposal pending, ulong unixMs, TimeSpan now)
    {
        pending.LastSent = now;
        if (raft.Role != RaftRole.Leader)
        {
            pending.State = ProposalState.Idle;
            if (raft.Leader.IsEmpty || !options.Forward) return;
            pending.State = ProposalState.Proposing;
            pending.Sent(raft.Term);
            _forward.Add(new ForwardedProposal(pending.Request.Proposal, pending.Request.RequiredQuorum));
            return;
        }

        var result = raft.Append(pending.Request.Proposal, unixMs);
        if (result.Status == AppendStatus.Refused)
        {
            Answer(pending, pending.EverSent ? ProposalVerdict.Indeterminate : ProposalVerdict.Aborted, null, result.Reason);
            return;
        }

        // It is handing over: its successor gets it.
        if (result.Status == AppendStatus.NotLeader)
        {
            pending.State = ProposalState.Idle;
            return;
        }

        pending.State = ProposalState.Voting;
        pending.Sent(raft.Term);
        pending.Index = result.Index;
    }

    private ulong Applied(ProposalKey key) => raft.Log.Sessions.Find(key) is var index && index <= raft.Applied ? index : 0;

    private void Commit(PendingProposal pending, ulong index, CertifiedSeal? newest)
    {
        pending.Index = index;
        pending.State = ProposalState.Certifying;
        if (!pending.Request.WithCertificate)
        {
            Answer(pending, ProposalVerdict.Committed, null);
        }
        else if (newest is not null && newest.Covers(index, Needed(pending)))
        {
            Answer(pending, ProposalVerdict.Committed, newest);
        }
        else
        {
            _certifying.Enqueue(pending, index);
            Wanted = Math.Max(Wanted, pending.Request.RequiredQuorum);
        }
    }

    private int Needed(PendingProposal pending) =>
        Math.Clamp(pending.Request.RequiredQuorum, Majority.Size(raft.Voters.Count), raft.Voters.Count);

    private void Expire(PendingProposal pending)
    {
        // What is committed is committed, signatures or not.
        if (pending.State == ProposalState.Certifying) Answer(pending, ProposalVerdict.Committed, null);
        else Answer(pending, pending.EverSent ? ProposalVerdict.Indeterminate : ProposalVerdict.Expired, null);
    }

    private void Answer(PendingProposal pending, ProposalVerdict verdict, CertifiedSeal? seal, string reason = "")
    {
        pending.State = ProposalState.Done;
        _pending.Remove(pending.Key);
        var client = (pending.Key.Origin, pending.Key.Session);
        if (_perClient[client] == 1) _perClient.Remove(client);
        else _perClient[client]--;
        if (_certifying.Count == 0) Wanted = 0;
        Replies.Add(new ProposalReply(pending.Request.ReplyTo, pending.Request.Proposal, verdict)
        {
            Index = verdict == ProposalVerdict.Committed ? pending.Index : 0,
            Reason = reason,
            Leader = raft.Leader,
            Seal = seal,
        });
    }
}
