namespace AkkaFederation.Consensus;

/// <summary>A stretch of journal events that holds entries [First, Before) as the log has them now.</summary>
internal readonly record struct JournalSpan(long FromSequence, long ToSequence, ulong First, ulong Before);

/// <summary>
/// Where in the journal the entries of the log stand: one mark for a stretch of events, about 512 KiB of them, so that its
/// size follows the bytes on disk and not the number of entries. Entries that were cut off stand in the journal still; a cut
/// begins a new stretch, so that each stretch says up to which index it counts.
/// </summary>
/// <remarks>Invariants: 1. sequence numbers and first indexes both ascend. 2. within a stretch nothing was cut.</remarks>
internal sealed class JournalIndex
{
    private const int StretchWeight = 512 * 1024;
    private const int StretchEvents = 128;
    private readonly List<Mark> _marks = [];
    private HardState _hard;
    private long _weight;
    private int _events;
    private long _last;
    private ulong _next = 1;

    public int Count => _marks.Count;

    /// <summary>Takes note of an event that is durable.</summary>
    public void Written(long sequence, PersistBatch batch)
    {
        if (batch.TruncateFrom > 0 && batch.TruncateFrom < _next) Cut(batch.TruncateFrom);
        if (batch.Entries.Count > 0) Add(sequence, batch.Entries);
        (_hard, _last) = (batch.Hard, sequence);
    }

    /// <summary>Begins anew: entries up to <paramref name="index"/> and events up to <paramref name="sequence"/> are no more.</summary>
    public void Restore(ulong index, long sequence, HardState hard)
    {
        _marks.Clear();
        (_next, _last, _hard, _weight, _events) = (index + 1, sequence, hard, 0, 0);
    }

    /// <summary>The stretch that holds the entry, or null if none does.</summary>
    public JournalSpan? Find(ulong index)
    {
        var at = At(index);
        if (at < 0 || index >= _next) return null;
        return at + 1 < _marks.Count
            ? new JournalSpan(_marks[at].Sequence, _marks[at + 1].Sequence - 1, _marks[at].First, _marks[at + 1].First)
            : new JournalSpan(_marks[at].Sequence, _last, _marks[at].First, _next);
    }

    /// <summary>
    /// The furthest place up to <paramref name="index"/> where the journal can be cut off at its beginning: the last entry, the
    /// last event, and term and vote as that event has left them. Null if there is none.
    /// </summary>
    public (ulong Index, long Sequence, HardState Hard)? CutBefore(ulong index)
    {
        var at = At(index + 1);
        return at <= 0 ? null : (_marks[at].First - 1, _marks[at].Sequence - 1, _marks[at].HardBefore);
    }

    /// <summary>Forgets what lies before a cut.</summary>
    public void DropBefore(long sequence) => _marks.RemoveAll(m => m.Sequence <= sequence);

    public void CheckInvariants()
    {
        for (var i = 1; i < _marks.Count; i++)
        {
            if (_marks[i].Sequence <= _marks[i - 1].Sequence || _marks[i].First <= _marks[i - 1].First)
                throw new InvalidOperationException($"Invariant 1 of the journal's index: {_marks[i]} after {_marks[i - 1]}.");
        }
    }

    private void Cut(ulong from)
    {
        while (_marks.Count > 0 && _marks[^1].First >= from) _marks.RemoveAt(_marks.Count - 1);
        (_next, _events, _weight) = (from, StretchEvents, 0);
    }

    private void Add(long sequence, IReadOnlyList<LogEntry> entries)
    {
        if (_marks.Count == 0 || _events >= StretchEvents || _weight >= StretchWeight)
        {
            _marks.Add(new Mark(sequence, entries[0].Index, _hard));
            (_events, _weight) = (0, 0);
        }

        _events++;
        foreach (var entry in entries) _weight += entry.Weight;
        _next = entries[^1].Index + 1;
    }

    // Place of the mark whose stretch begins at or before the index, or -1.
    private int At(ulong index)
    {
        var (low, high) = (0, _marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_marks[middle].First <= index) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    private readonly record struct Mark(long Sequence, ulong First, HardState HardBefore);
}
