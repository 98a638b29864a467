namespace AkkaFederation.Consensus;

/// <summary>
/// Old entries on their way from the journal to one who needs them: a follower far behind, or this node's own application of
/// what it has recovered. A bounded amount is read ahead, a stretch at a time.
/// </summary>
/// <remarks>Invariants: 1. what is held runs on without a gap. 2. one question is open at most.</remarks>
internal sealed class ReadAhead
{
    private readonly Queue<IReadOnlyList<LogEntry>> _chunks = new();
    private int _taken;
    private long _held;
    private long _number;

    /// <summary>The question that is open; 0: none.</summary>
    public long Asked { get; private set; }

    /// <summary>The first entry held, or the one that will be asked for next.</summary>
    public ulong Next { get; private set; }

    private ulong End { get; set; }

    /// <summary>Entries from <paramref name="from"/> on, as many as one answer holds within the limits, taken out; none if they are not here.</summary>
    public IReadOnlyList<LogEntry> Take(ulong from, int maxWeight, int maxCount)
    {
        if (from != Next) Begin(from);
        if (!_chunks.TryPeek(out var chunk)) return [];
        var (count, weight) = (0, 0L);
        while (_taken + count < chunk.Count && count < maxCount)
        {
            var more = chunk[_taken + count].Weight;
            if (count > 0 && weight + more > maxWeight) break;
            weight += more;
            count++;
        }

        var taken = new LogEntry[count];
        for (var i = 0; i < count; i++) taken[i] = chunk[_taken + i];
        _taken += count;
        _held -= weight;
        Next += (ulong)count;
        if (_taken < chunk.Count) return taken;
        _chunks.Dequeue();
        _taken = 0;
        return taken;
    }

    /// <summary>The next question to ask the journal, if less than <paramref name="target"/> bytes are held.</summary>
    public (long Number, ulong From)? Ask(ulong before, long target)
    {
        if (Asked != 0 || _held >= target || End >= before) return null;
        Asked = ++_number;
        return (_number, End);
    }

    /// <summary>The answer; false if nobody waits for it any more, or if it does not go on where the last one ended.</summary>
    public bool Answer(long number, IReadOnlyList<LogEntry> entries)
    {
        if (number != Asked) return false;
        Asked = 0;
        if (entries.Count == 0 || entries[0].Index != End) return false;
        _chunks.Enqueue(entries);
        End += (ulong)entries.Count;
        foreach (var entry in entries) _held += entry.Weight;
        return true;
    }

    // An answer to an older question is told by its number.
    private void Begin(ulong from)
    {
        _chunks.Clear();
        (_taken, _held, Asked) = (0, 0, 0);
        Next = End = from;
    }
}
