namespace AkkaFederation.Consensus;

/// <summary>
/// What is durable, what is on its way to the disk, and which messages wait for it. One write is in flight at a time; what
/// comes up meanwhile is gathered into the next, which is how one fsync serves many proposals.
/// </summary>
/// <remarks>
/// Invariants: 1. Stable ≤ handed out ≤ last index of the log. 2. a deferred message leaves only after every write that
/// was due when it was deferred. 3. durable term ≤ current term.
/// </remarks>
internal sealed class WriteQueue
{
    private readonly RaftLog _log;
    private readonly Queue<(long Batch, RaftMessage Message)> _deferred = new();
    private HardState _hard;
    private HardState _inFlightHard;
    private ulong _handedOut;
    private ulong _inFlightTo;
    private ulong _truncateFrom;
    private long _number;

    public WriteQueue(RaftLog log, HardState hard)
    {
        _log = log;
        _hard = hard;
        Durable = hard;
        Stable = _handedOut = log.LastIndex;
    }

    /// <summary>Term and vote on disk.</summary>
    public HardState Durable { get; private set; }

    /// <summary>Entries 1..Stable of the log as it is now are on disk.</summary>
    public ulong Stable { get; private set; }

    public bool InFlight { get; private set; }

    /// <summary>When the write in flight was started.</summary>
    public TimeSpan Started { get; private set; }

    public bool Dirty => _truncateFrom != 0 || _log.LastIndex > _handedOut || _hard != (InFlight ? _inFlightHard : Durable);

    public bool Clean => !Dirty && !InFlight;

    public void SetHard(HardState hard) => _hard = hard;

    /// <summary>To be called after the log was cut: what was on its way to disk no longer counts.</summary>
    public void Truncated(ulong from)
    {
        if (from <= _handedOut) _truncateFrom = _truncateFrom == 0 ? from : Math.Min(_truncateFrom, from);
        Stable = Math.Min(Stable, from - 1);
        _inFlightTo = Math.Min(_inFlightTo, from - 1);
        _handedOut = Math.Min(_handedOut, from - 1);
    }

    /// <summary>Holds a message back until all that is undurable now is durable; false if nothing is, so that it may go.</summary>
    public bool Defer(RaftMessage message)
    {
        if (Clean) return false;
        _deferred.Enqueue((Dirty ? _number + 1 : _number, message));
        return true;
    }

    /// <summary>The next write, if there is one to start.</summary>
    public PersistBatch? Take(ulong commit, TimeSpan now)
    {
        if (InFlight || !Dirty) return null;
        var entries = _log.Slice(_handedOut + 1, _log.LastIndex, int.MaxValue, int.MaxValue);
        var batch = new PersistBatch(++_number, _hard, _truncateFrom, entries, commit) { Tiles = _log.Tree.Stored };
        _truncateFrom = 0;
        _handedOut = _inFlightTo = _log.LastIndex;
        _inFlightHard = _hard;
        InFlight = true;
        Started = now;
        return batch;
    }

    /// <summary>The write is durable; gives back the messages that waited for it.</summary>
    public void Done(long number, List<RaftMessage> released)
    {
        if (!InFlight || number != _number) throw new InvalidOperationException($"write {number} is not in flight");
        InFlight = false;
        Durable = _inFlightHard;
        Stable = Math.Max(Stable, _inFlightTo);
        while (_deferred.TryPeek(out var first) && first.Batch <= number) released.Add(_deferred.Dequeue().Message);
    }

    public void CheckInvariants()
    {
        if (Stable > _handedOut || _handedOut > _log.LastIndex)
            throw new InvalidOperationException($"Invariant 1: stable {Stable}, handed out {_handedOut}, last {_log.LastIndex}.");
        if (Clean && _deferred.Count > 0) throw new InvalidOperationException("Invariant 2: messages wait for no write.");
        if (Durable.Term > _hard.Term) throw new InvalidOperationException("Invariant 3: the durable term is ahead.");
    }
}
