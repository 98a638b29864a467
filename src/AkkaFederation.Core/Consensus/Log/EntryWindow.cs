namespace AkkaFederation.Consensus;

/// <summary>The newest entries of a log, in memory: grows at the end, is cut at the end, and is let go at the beginning.</summary>
/// <remarks>Invariants: 1. entries run on without a gap. 2. <see cref="Weight"/> is the sum of their weights.</remarks>
internal sealed class EntryWindow
{
    private readonly List<LogEntry> _entries = [];

    // Entries let go at the beginning whose places in the list are still taken: they are removed many at a time.
    private int _gone;

    /// <summary>Index of the first entry held, or the one that will come next.</summary>
    public ulong First { get; private set; } = 1;

    public int Count => _entries.Count - _gone;

    public ulong Next => First + (ulong)Count;

    /// <summary>Bytes held, about.</summary>
    public long Weight { get; private set; }

    public LogEntry this[ulong index] => Holds(index)
        ? _entries[_gone + (int)(index - First)]
        : throw new InvalidOperationException($"entry {index} is not in memory, which holds {First} to {Next - 1}");

    public bool Holds(ulong index) => index >= First && index < Next;

    public void Append(LogEntry entry)
    {
        _entries.Add(entry);
        Weight += entry.Weight;
    }

    /// <summary>Lets go of entry <paramref name="index"/> and all after it.</summary>
    public void TruncateFrom(ulong index)
    {
        var keep = _gone + (int)(index - First);
        for (var i = keep; i < _entries.Count; i++) Weight -= _entries[i].Weight;
        _entries.RemoveRange(keep, _entries.Count - keep);
    }

    /// <summary>Lets go of the first entry.</summary>
    public LogEntry DropFirst()
    {
        var entry = _entries[_gone];
        _entries[_gone++] = null!;
        First++;
        Weight -= entry.Weight;
        if (_gone > 1024 && _gone > _entries.Count / 2)
        {
            _entries.RemoveRange(0, _gone);
            _gone = 0;
        }

        return entry;
    }

    /// <summary>Empties the window; the next entry will be <paramref name="next"/>.</summary>
    public void Reset(ulong next)
    {
        _entries.Clear();
        (_gone, Weight, First) = (0, 0, next);
    }

    public IReadOnlyList<LogEntry> Range(ulong from, int count) => _entries.GetRange(_gone + (int)(from - First), count);
}
