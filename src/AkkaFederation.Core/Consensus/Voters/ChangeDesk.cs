namespace AkkaFederation.Consensus;

/// <summary>A change of voters as an operator asks for it.</summary>
/// <param name="Change">What to do.</param>
/// <param name="Deadline">When the asker gives up, on this node's clock.</param>
/// <param name="ReplyTo">To whom the answer goes; opaque to the core.</param>
internal sealed record ChangeRequest(VoterChange Change, TimeSpan Deadline, object ReplyTo);

/// <summary>How a change ended, as far as this node can say.</summary>
internal enum ChangeVerdict
{
    /// <summary>Committed, or it was so already.</summary>
    Done,

    /// <summary>Not made; the reason says why.</summary>
    Refused,

    /// <summary>This node does not lead.</summary>
    NotLeader,

    /// <summary>In this leader's log, and nobody here can say whether it stays: ask who votes.</summary>
    Unsure,
}

/// <summary>The answer; the epoch is that of the configuration that it led to.</summary>
internal sealed record ChangeReply(ChangeRequest Request, ChangeVerdict Verdict, ulong Epoch, string Reason = "");

/// <summary>
/// The operators' changes that wait on the leader, one under way at a time, in the order in which they came. A change waits
/// while another is under way and is refused at once if it must not be made.
/// </summary>
/// <remarks>Invariants: 1. each is answered exactly once. 2. at most <see cref="MaxPending"/> wait. 3. only a leader's desk holds any.</remarks>
internal sealed class ChangeDesk(RaftCore raft)
{
    public const int MaxPending = 64;
    private readonly LinkedList<(ChangeRequest Request, ulong Index, ulong Term)> _pending = new();

    /// <summary>Answers to give, taken by the shell.</summary>
    public List<ChangeReply> Replies { get; } = [];

    public int Pending => _pending.Count;

    public void Submit(ChangeRequest request)
    {
        if (raft.Role != RaftRole.Leader) Replies.Add(new ChangeReply(request, ChangeVerdict.NotLeader, 0));
        else if (_pending.Count >= MaxPending) Replies.Add(new ChangeReply(request, ChangeVerdict.Refused, 0, $"{MaxPending} changes wait already"));
        else _pending.AddLast((request, 0, 0));
    }

    /// <summary>Begins the next change if one may be begun; before the core's effects are taken.</summary>
    public void Begin(TimeSpan now)
    {
        for (var node = _pending.First; node is not null && raft.MayChangeVoters; node = node.Next)
        {
            if (node.Value.Index > 0) continue;
            var result = raft.ChangeVoters(node.Value.Request.Change, now);
            if (result.Status == AppendStatus.NotLeader) return;
            if (result.Status == AppendStatus.Refused) Replies.Add(new ChangeReply(node.Value.Request, ChangeVerdict.Refused, 0, result.Reason));
            node.Value = node.Value with { Index = result.Status == AppendStatus.Refused ? ulong.MaxValue : Math.Max(result.Index, 1), Term = raft.Term };
        }

        Forget(p => p.Index == ulong.MaxValue);
    }

    /// <summary>Answers what is decided; after the core's effects were taken.</summary>
    public void Finish(TimeSpan now)
    {
        if (_pending.Count == 0) return;
        foreach (var (request, index, term) in _pending)
        {
            if (index > 0 && raft.Commit >= index && raft.Term == term) Replies.Add(new ChangeReply(request, ChangeVerdict.Done, raft.Log.Configurations.At(index).Epoch));
            else if (raft.Role != RaftRole.Leader) Replies.Add(new ChangeReply(request, index > 0 ? ChangeVerdict.Unsure : ChangeVerdict.NotLeader, 0));
            else if (now >= request.Deadline) Replies.Add(Expired(request, index));
            else continue;
        }

        Forget(p => Replies.Exists(r => ReferenceEquals(r.Request, p.Request)));
    }

    public void CheckInvariants()
    {
        if (_pending.Count > MaxPending) throw new InvalidOperationException("Invariant 2.");
    }

    private ChangeReply Expired(ChangeRequest request, ulong index) => index > 0
        ? new ChangeReply(request, ChangeVerdict.Unsure, 0)
        : new ChangeReply(request, ChangeVerdict.Refused, 0, raft.WhyNotNow() ?? "there was no time for it");

    private void Forget(Predicate<(ChangeRequest Request, ulong Index, ulong Term)> done)
    {
        for (var node = _pending.First; node is not null;)
        {
            var next = node.Next;
            if (done(node.Value)) _pending.Remove(node);
            node = next;
        }
    }
}
