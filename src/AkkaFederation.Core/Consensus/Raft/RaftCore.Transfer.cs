using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Leadership transfer: dissertation 3.10. The leader takes no more proposals, brings the successor's log up to its own end
// and tells it to stand at once; whoever is asked for a vote knows by the request's mark that the leader wants it so, and
// does not hold it for a disturbance. After an election time-out without result the leader goes on as before.
internal sealed partial class RaftCore
{
    private readonly SortedSet<Did> _tried = [];
    private bool _successorTold;
    private bool _handsOver;
    private TimeSpan _transferDeadline;

    /// <summary>To whom this leader hands over; empty: to nobody. Meanwhile it takes no proposals.</summary>
    public Did Successor { get; private set; }

    /// <summary>This node is about to stop: it stands in no election any more, and hands over if it leads.</summary>
    public bool Leaving { get; private set; }

    /// <summary>Nothing keeps a leaving node any longer: another leads, or nobody could be found who would.</summary>
    public bool MayLeave => Leaving && (!_handsOver || (Role != RaftRole.Leader && !Leader.IsEmpty));

    /// <summary>Hands the leadership over. False: this node does not lead, or <paramref name="to"/> is not another voter.</summary>
    public bool Transfer(Did to, TimeSpan now)
    {
        if (Role != RaftRole.Leader || !IsVoter(to) || Follower(to) is null) return false;
        if (Successor == to) return true;
        Successor = to;
        _successorTold = false;
        _transferDeadline = now + _options.ElectionMax;
        return true;
    }

    /// <summary>Begins to leave; done when <see cref="MayLeave"/> says so. There is no way back but a restart.</summary>
    public void Leave(TimeSpan now)
    {
        if (Leaving) return;
        Leaving = true;
        _handsOver = Role == RaftRole.Leader;
        if (_handsOver) TransferToFittest(now);
        else if (_role != RaftRole.Follower) BecomeFollower(Term, default, now);
    }

    // Every follower is tried once, the one that has the most and was heard of lately first; then the node leaves as it is.
    private void TransferToFittest(TimeSpan now)
    {
        var fittest = _followers.Where(f => f.Votes && !_tried.Contains(f.Id))
            .OrderByDescending(f => now - f.LastHeard <= 2 * _options.Heartbeat)
            .ThenByDescending(f => f.Match)
            .ThenBy(f => f.Id)
            .FirstOrDefault();
        if (fittest is not null && _tried.Add(fittest.Id)) Transfer(fittest.Id, now);
        else _handsOver = false;
    }

    private void TickTransfer(TimeSpan now)
    {
        if (Successor.IsEmpty || now < _transferDeadline) return;
        Successor = default;
        if (_handsOver) TransferToFittest(now);
    }

    // The successor must hold everything, or it would lose its election or, worse, win after another term's delay.
    private void TellSuccessor()
    {
        if (Successor.IsEmpty || _successorTold || Follower(Successor) is not { } successor || successor.Match < Log.LastIndex) return;
        _successorTold = true;
        Send(new TimeoutNow(Self, Successor, Term));
    }

    private void OnTimeoutNow(TimeoutNow m, TimeSpan now)
    {
        if (_role != RaftRole.Follower || !MayStand || Leader != m.From)
        {
            Refused++;
            return;
        }

        if (!Leaving && !DiskHangs(now) && !IsCatchingUp) Campaign(now, byTransfer: true);
    }
}
