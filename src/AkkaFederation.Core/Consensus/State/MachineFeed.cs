namespace AkkaFederation.Consensus;

/// <summary>
/// Hands committed entries to the user's state machine, which runs beside the core and may be slow, and keeps what waits for
/// it: answers to proposals until their result is there, and reads until everything before them is applied.
/// </summary>
/// <remarks>
/// Invariants: 1. applied ≤ given ≤ what the core has applied. 2. entries are given in log order, each once, a bounded number
/// at a time. 3. no answer to a proposal leaves before its entry is applied by the state machine.
/// </remarks>
internal sealed class MachineFeed(RaftCore raft, MachineOptions options)
{
    private readonly Dictionary<ProposalKey, ProposalReply> _held = [];
    private readonly PriorityQueue<ProposalKey, ulong> _order = new();
    private readonly ResultRing _results = new();
    private readonly HashSet<ulong> _void = [];

    /// <summary>Entries up to here are applied by the state machine.</summary>
    public ulong Applied { get; private set; }

    /// <summary>Entries up to here are applied or on their way to the state machine.</summary>
    public ulong Given { get; private set; }

    /// <summary>Committed entries that the state machine has yet to apply.</summary>
    public ulong Backlog => raft.Commit - Math.Min(Applied, raft.Commit);

    /// <summary>Whether more entries would make the backlog longer than it may be.</summary>
    public bool IsFull => Backlog >= (ulong)options.MaxBacklog;

    public int Held => _held.Count;

    /// <summary>The next entries to apply, if the state machine may have more now.</summary>
    public IReadOnlyList<LogEntry> Take()
    {
        if (Given - Applied >= (ulong)options.MaxBatch) return [];
        var batch = raft.Log.Slice(Given + 1, raft.Applied, options.MaxBatchWeight, options.MaxBatch);
        Given += (ulong)batch.Count;
        return _void.Count == 0 ? batch : WithoutVoid(batch);
    }

    /// <summary>The entry has no effect: a leader has let in what every replica finds to be there twice, or refused.</summary>
    public void PassOver(ulong index) => _void.Add(index);

    /// <summary>Entries up to <paramref name="index"/> are applied; results with bytes are given with their indexes.</summary>
    public void Done(ulong index, IReadOnlyList<(ulong Index, ReadOnlyMemory<byte> Result)> results)
    {
        if (index <= Applied || index > Given) throw new InvalidOperationException($"Invariant 1: done {index}, applied {Applied}, given {Given}.");
        Applied = index;
        foreach (var (at, result) in results) _results.Add(at, result);
        _results.Advance(index);
    }

    /// <summary>The state machine was restored from a snapshot at an index.</summary>
    /// <exception cref="FormatException">The results cannot be read.</exception>
    public void Restored(ulong index, ReadOnlySpan<byte> results)
    {
        Applied = Given = index;
        _results.Restore(results);
        if (_results.Last != index) throw new FormatException($"results up to entry {_results.Last} at entry {index}");
    }

    /// <summary>Holds answers back that need a result which is not there yet; adds the others to <paramref name="ready"/>.</summary>
    public void Pass(List<ProposalReply> replies, List<ProposalReply> ready)
    {
        foreach (var reply in replies)
        {
            if (reply.Verdict != ProposalVerdict.Committed || reply.Proposal.Kind != EntryKind.Proposal) ready.Add(reply);
            else if (reply.Index <= Applied) ready.Add(WithResult(reply));
            else Hold(reply);
        }

        while (_order.TryPeek(out var key, out var index) && index <= Applied)
        {
            _order.Dequeue();
            if (_held.Remove(key, out var reply)) ready.Add(WithResult(reply));
        }
    }

    public void CheckInvariants()
    {
        if (Applied > Given || Given > raft.Applied)
            throw new InvalidOperationException($"Invariant 1: applied {Applied}, given {Given}, core {raft.Applied}.");
        foreach (var reply in _held.Values)
        {
            if (reply.Index <= Applied) throw new InvalidOperationException($"Invariant 3: the answer for {reply.Index} is held at {Applied}.");
        }
    }

    // The newest asker gets the answer, as at the desk: so no more are held than there are entries to apply.
    private void Hold(ProposalReply reply)
    {
        if (!_held.ContainsKey(reply.Proposal.Key)) _order.Enqueue(reply.Proposal.Key, reply.Index);
        _held[reply.Proposal.Key] = reply;
    }

    private List<LogEntry> WithoutVoid(IReadOnlyList<LogEntry> batch) =>
        [.. batch.Select(e => _void.Remove(e.Index) ? e with { Kind = EntryKind.NoOp } : e)];

    private ProposalReply WithResult(ProposalReply reply) => reply with { Result = _results.Find(reply.Index) };
}

/// <summary>Limits between the core and the state machine; they decide nothing but how much is on its way.</summary>
internal sealed record MachineOptions
{
    /// <summary>Entries given to the state machine at a time.</summary>
    public int MaxBatch { get; init; } = 1024;

    /// <summary>Their payload bytes; a larger single entry still goes.</summary>
    public int MaxBatchWeight { get; init; } = 1024 * 1024;

    /// <summary>Committed entries that may wait for the state machine before the node takes no more.</summary>
    public int MaxBacklog { get; init; } = 65_536;
}
