using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The reads that wait on this node. One question to the leader is open at a time and serves all reads that came before it
/// was asked; what comes meanwhile gathers for the next. So reads cost a round of heartbeats for a batch, not for each.
/// </summary>
/// <remarks>
/// Invariants: 1. a read is served only by a question asked after it came. 2. it is answered exactly once. 3. the number
/// waiting never exceeds the limit.
/// </remarks>
internal sealed class ReadDesk(RaftCore raft, DeskOptions options)
{
    private readonly PriorityQueue<ReadRequest, ulong> _applying = new();
    private List<ReadRequest> _gathered = [];
    private List<ReadRequest> _asked = [];
    private (ulong Term, Did Leader) _seen;
    private ulong _number;
    private bool _open;
    private TimeSpan _askAgain;
    private TimeSpan _earliest;

    /// <summary>Answers to give, taken by the shell.</summary>
    public List<ReadReply> Replies { get; } = [];

    public int Pending => _gathered.Count + _asked.Count + _applying.Count;

    public TimeSpan? NextDeadline
    {
        get
        {
            if (Pending == 0) return null;
            return _gathered.Count + _asked.Count > 0 && !raft.Leader.IsEmpty && _askAgain < _earliest ? _askAgain : _earliest;
        }
    }

    public void Submit(ReadRequest request)
    {
        if (Pending >= options.MaxPending)
        {
            Replies.Add(new ReadReply(request.ReplyTo, ReadVerdict.Refused, 0));
            return;
        }

        _gathered.Add(request);
        if (Pending == 1 || request.Deadline < _earliest) _earliest = request.Deadline;
    }

    public void Tick(TimeSpan now)
    {
        if (Pending == 0 || now < _earliest) return;
        var applying = _applying.UnorderedItems.ToList();
        _applying.Clear();
        foreach (var (request, index) in applying)
        {
            if (IsDue(request, now)) continue;
            _applying.Enqueue(request, index);
        }

        _gathered.RemoveAll(r => IsDue(r, now));
        _asked.RemoveAll(r => IsDue(r, now));
        var waiting = _gathered.Concat(_asked).Concat(_applying.UnorderedItems.Select(i => i.Element));
        _earliest = waiting.Select(r => r.Deadline).DefaultIfEmpty().Min();
    }

    /// <summary>The number of the question to put to the leader now, if there is one.</summary>
    public ulong? TakeQuestion(TimeSpan now)
    {
        var changed = _seen != (raft.Term, raft.Leader);
        _seen = (raft.Term, raft.Leader);
        if (_open && (changed || now >= _askAgain)) TakeBack();
        if (_open || _gathered.Count == 0 || raft.Leader.IsEmpty || (!changed && now < _askAgain)) return null;
        (_asked, _gathered) = (_gathered, _asked);
        _open = true;
        _askAgain = now + options.ResendAfter;
        _number = _number == 0 ? raft.DrawNumber() : _number + 1;
        return _number;
    }

    /// <summary>The leader's answer; one to a question that is not open any more is of no use.</summary>
    public void OnAnswer(ulong number, ulong index, bool confirmed)
    {
        if (!_open || number != _number) return;
        if (!confirmed)
        {
            TakeBack();
            return;
        }

        _open = false;
        _askAgain = default;
        foreach (var request in _asked) _applying.Enqueue(request, index);
        _asked.Clear();
    }

    /// <summary>Entries up to here are applied.</summary>
    public void OnApplied(ulong applied)
    {
        while (_applying.TryPeek(out var request, out var index) && index <= applied)
        {
            _applying.Dequeue();
            Replies.Add(new ReadReply(request.ReplyTo, ReadVerdict.Ready, index));
        }
    }

    public void CheckInvariants()
    {
        if (!_open && _asked.Count > 0) throw new InvalidOperationException("Invariant 1: reads wait for no question.");
        if (Pending > options.MaxPending) throw new InvalidOperationException("Invariant 3.");
    }

    private void TakeBack()
    {
        _open = false;
        _gathered.InsertRange(0, _asked);
        _asked.Clear();
    }

    private bool IsDue(ReadRequest request, TimeSpan now)
    {
        if (request.Deadline > now) return false;
        Replies.Add(new ReadReply(request.ReplyTo, ReadVerdict.Expired, 0));
        return true;
    }
}
