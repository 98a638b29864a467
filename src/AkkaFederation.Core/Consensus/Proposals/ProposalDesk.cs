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
internal sealed partial class ProposalDesk(RaftCore raft, DeskOptions options, RaftOptions raftOptions)
{
    private readonly Dictionary<PendingKey, PendingProposal> _pending = [];
    private readonly Dictionary<(Did Origin, ulong Session), int> _perClient = [];
    private readonly PriorityQueue<PendingProposal, TimeSpan> _deadlines = new();
    private readonly PriorityQueue<PendingProposal, ulong> _certifying = new();
    private readonly List<ForwardedProposal> _forward = [];
    private (ulong Term, Did Leader, Did Successor) _seen;
    private TimeSpan _nextResend;
    private long _number;
    private int _resolutions;

    /// <summary>Answers to give, taken by the shell.</summary>
    public List<ProposalReply> Replies { get; } = [];

    /// <summary>What became of proposals since the shell last looked, in order.</summary>
    public List<ProposalStep> Steps { get; } = [];

    public int Pending => _pending.Count;

    /// <summary>Whether somebody waits for a seal.</summary>
    public bool WantsSeal => _certifying.Count > 0;

    public TimeSpan? NextDeadline
    {
        get
        {
            while (_deadlines.TryPeek(out var first, out _) && first.IsAnswered) _deadlines.Dequeue();
            TimeSpan? next = _deadlines.TryPeek(out _, out var deadline) ? deadline : null;
            return _pending.Count > 0 && (next is null || _nextResend < next) ? _nextResend : next;
        }
    }

    public void Submit(ProposalRequest request, CertifiedSeal? newest, ulong unixMs, TimeSpan now)
    {
        var proposal = request.Proposal;
        if (_pending.TryGetValue(PendingKey.Of(proposal.Key, proposal.Kind), out var pending))
        {
            // The same proposal again: the newest asker gets the answer.
            pending.Request = request;
            _deadlines.Enqueue(pending, request.Deadline + options.Grace);
            Steps.Add(new ProposalStep(pending.Number, request, pending.State, pending.State));
            return;
        }

        if (Refusal(request) is { } refusal)
        {
            Replies.Add(refusal);
            return;
        }

        Accept(pending = new PendingProposal(request, ++_number));
        if (!Settled(pending, newest)) Route(pending, unixMs, now);
    }

    /// <summary>The leader has refused what was forwarded to it.</summary>
    public void OnRefusal(ForwardRefusal m)
    {
        // News of an older attempt says nothing about the newest one.
        if (!_pending.TryGetValue(PendingKey.Of(m.Key, m.Kind), out var pending)) return;
        if (pending.State != ProposalState.Proposing || m.Term != pending.SentTerm) return;
        if (m.Reason.Length > 0) End(pending, pending.EndByRefusal(m.Cause), m.Reason, m.Cause);
        else Go(pending, ProposalState.Idle);
    }

    /// <summary>A proposal's time is out, says who watches over it; false if it is not pending here any more.</summary>
    public bool Due(in PendingKey key, long number, TimeSpan now)
    {
        if (!_pending.TryGetValue(key, out var pending) || pending.Number != number) return false;
        if (pending.Request.Deadline <= now) Expire(pending);
        return true;
    }

    /// <summary>Expires what is due, and hands on what has to be sent again.</summary>
    public void Tick(ulong unixMs, TimeSpan now)
    {
        while (_deadlines.TryPeek(out var first, out var deadline) && deadline <= now)
        {
            _deadlines.Dequeue();
            if (!first.IsAnswered && first.Request.Deadline + options.Grace <= now) Expire(first);
        }

        // A transfer that came to nothing lets a leader take proposals again.
        var leaderChanged = _seen != (raft.Term, raft.Leader, raft.Successor);
        if (!leaderChanged && now < _nextResend) return;
        _seen = (raft.Term, raft.Leader, raft.Successor);
        _nextResend = now + options.ResendAfter;
        if (_pending.Count == 0) return;
        foreach (var pending in _pending.Values.Where(p => p.IsUndecided).OrderBy(p => p.Number).ToList())
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
        if (_pending.Values.Any(p => p.IsAnswered)) throw new InvalidOperationException("Invariant 1.");
        if (_pending.Count > options.MaxPending || _perClient.Values.Any(n => n > options.MaxPendingPerClient))
            throw new InvalidOperationException("Invariant 3.");
    }

    private void Accept(PendingProposal pending)
    {
        _pending.Add(pending.Key, pending);
        _perClient[pending.Client] = _perClient.GetValueOrDefault(pending.Client) + 1;
        if (pending.Key.Kind == EntryKind.Resolved) _resolutions++;
        _deadlines.Enqueue(pending, pending.Request.Deadline + options.Grace);
        Steps.Add(new ProposalStep(pending.Number, pending.Request, null, ProposalState.Idle));
    }

    private void Route(PendingProposal pending, ulong unixMs, TimeSpan now)
    {
        pending.LastSent = now;
        if (raft.Role != RaftRole.Leader)
        {
            Forward(pending);
            return;
        }

        var result = raft.Append(pending.Request.Proposal, unixMs);
        switch (result.Status)
        {
            case AppendStatus.Refused:
                // This leader's refusal is one more that has had it; what an earlier one did with it, it cannot know.
                End(pending, pending.Sends > 0 ? ProposalState.Indeterminate : ProposalState.Aborted, result.Reason, result.Cause);
                return;

            // It is handing over: its successor gets it.
            case AppendStatus.NotLeader:
                Go(pending, ProposalState.Idle);
                return;
        }

        pending.Sent(raft.Term);
        pending.Index = result.Index;
        Go(pending, ProposalState.Voting);
    }

    private void Forward(PendingProposal pending)
    {
        Go(pending, ProposalState.Idle);
        if (raft.Leader.IsEmpty || !options.Forward) return;
        pending.Sent(raft.Term);
        Go(pending, ProposalState.Proposing);
        _forward.Add(new ForwardedProposal(pending.Request.Proposal, pending.Request.RequiredQuorum));
    }

    private void Go(PendingProposal pending, ProposalState to)
    {
        var from = pending.State;
        if (pending.Go(to)) Steps.Add(new ProposalStep(pending.Number, pending.Request, from, to));
    }
}
