namespace AkkaFederation.Consensus;

/// <summary>
/// The clock from which a leader takes log time: its wall clock, unless the log is ahead of that, because a former leader's clock
/// was. Then log time goes on from where the log stands, at the pace of this leader's monotonic clock: were it to stand still
/// until the wall clock has come after it, no lease and no session would end until then, which may be years.
/// </summary>
internal sealed class LogClock(RaftCore raft)
{
    // What a date can say; a clock that jumped to the end of time stays there.
    private const ulong Last = 253_402_300_799_999;
    private ulong _term;
    private ulong _begin;
    private TimeSpan _beginAt;

    public ulong Read(ulong unixMs, TimeSpan now)
    {
        if (raft.Role != RaftRole.Leader) return unixMs;
        if (_term != raft.Term) (_term, _begin, _beginAt) = (raft.Term, raft.Log.LastTime, now);
        var elapsed = (ulong)Math.Max(0, (now - _beginAt).TotalMilliseconds);
        return Math.Min(Last, Math.Max(unixMs, elapsed > ulong.MaxValue - _begin ? ulong.MaxValue : _begin + elapsed));
    }
}
