using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The log in memory with what follows it entry by entry: the history tree and the configurations.
/// Left out in this version: compaction; every entry since the genesis is held.
/// </summary>
/// <remarks>
/// Invariants: 1. entry i stands at position i. 2. terms never decrease. 3. log time never decreases.
/// 4. the tree has exactly one leaf for each entry.
/// </remarks>
internal sealed class RaftLog
{
    private static readonly byte[] NoOrigin = new byte[32];
    private readonly List<LogEntry> _entries = [];

    // A handful of origins make up nearly all entries; beyond that hashing again is cheap enough.
    private readonly Dictionary<Did, byte[]> _originHashes = [];

    public HistoryTree Tree { get; } = new();

    /// <summary>Who votes, as the entries that stand in the log say, committed or not.</summary>
    public ConfigurationTable Configurations { get; } = new();

    /// <summary>By which version's rules entries are applied.</summary>
    public LevelTable Levels { get; } = new();

    public ulong LastIndex => (ulong)_entries.Count;

    public ulong LastTerm => _entries.Count == 0 ? 0 : _entries[^1].Term;

    public ulong LastTime => _entries.Count == 0 ? 0 : _entries[^1].Time;

    public LogEntry this[ulong index] => _entries[checked((int)(index - 1))];

    /// <summary>Term of the entry at <paramref name="index"/>; 0 before the first and beyond the last.</summary>
    public ulong Term(ulong index) => index == 0 || index > LastIndex ? 0 : this[index].Term;

    /// <summary>Whether the log has this entry (or the index is 0, the common beginning).</summary>
    public bool Matches(ulong index, ulong term) => index == 0 ? term == 0 : index <= LastIndex && this[index].Term == term;

    /// <summary>Raft 5.4.1: whether a log that ends so is at least as good as this one; the term decides first.</summary>
    public bool IsUpToDate(ulong lastIndex, ulong lastTerm) =>
        lastTerm > LastTerm || (lastTerm == LastTerm && lastIndex >= LastIndex);

    public void Append(LogEntry entry)
    {
        if (entry.Index != LastIndex + 1) throw new InvalidOperationException($"Invariant 1: entry {entry.Index} after {LastIndex}.");
        if (entry.Term < LastTerm) throw new InvalidOperationException($"Invariant 2: term {entry.Term} after {LastTerm}.");
        if (entry.Time < LastTime) throw new InvalidOperationException($"Invariant 3: time {entry.Time} after {LastTime}.");
        Span<byte> leaf = stackalloc byte[Leaf.Length];
        Leaf.Write(entry, OriginHash(entry.Origin), leaf);
        if (entry.Kind == EntryKind.Configuration) Configurations.Add(entry);
        else if (entry.Kind == EntryKind.FeatureLevel) Levels.Add(entry);
        _entries.Add(entry);
        Tree.Append(leaf);
    }

    /// <summary>Removes the entry at <paramref name="index"/> and all after it.</summary>
    public void TruncateFrom(ulong index)
    {
        if (index == 0 || index > LastIndex) throw new ArgumentOutOfRangeException(nameof(index));
        _entries.RemoveRange((int)(index - 1), (int)(LastIndex - index + 1));
        Tree.Truncate(index - 1);
        Configurations.Truncate(index);
        Levels.Truncate(index);
    }

    /// <summary>Entries from <paramref name="from"/> to <paramref name="to"/>, cut off before the weight limit, but at least one.</summary>
    public IReadOnlyList<LogEntry> Slice(ulong from, ulong to, int maxWeight, int maxCount)
    {
        if (from == 0 || from > to || to > LastIndex) return [];
        var count = 0;
        var weight = 0;
        for (var i = from; i <= to && count < maxCount; i++)
        {
            weight += this[i].Weight;
            if (count > 0 && weight > maxWeight) break;
            count++;
        }

        return _entries.GetRange((int)(from - 1), count);
    }

    /// <summary>
    /// The greatest index up to <paramref name="index"/> whose term is at most <paramref name="term"/>, with its term: where
    /// two logs can agree at best, so that a conflict is passed over a term at a time rather than an entry at a time.
    /// </summary>
    public (ulong Index, ulong Term) LastNotAbove(ulong index, ulong term)
    {
        index = Math.Min(index, LastIndex);
        while (index > 0 && Term(index) > term) index--;
        return (index, Term(index));
    }

    public void CheckInvariants()
    {
        for (var i = 1UL; i <= LastIndex; i++)
        {
            if (this[i].Index != i) throw new InvalidOperationException($"Invariant 1: entry {this[i].Index} at {i}.");
            if (i > 1 && this[i].Term < this[i - 1].Term) throw new InvalidOperationException($"Invariant 2: at {i}.");
            if (i > 1 && this[i].Time < this[i - 1].Time) throw new InvalidOperationException($"Invariant 3: at {i}.");
        }

        Configurations.CheckInvariants();
        if (Tree.Size != LastIndex) throw new InvalidOperationException($"Invariant 4: tree {Tree.Size}, log {LastIndex}.");
    }

    private ReadOnlySpan<byte> OriginHash(Did origin)
    {
        if (origin.IsEmpty) return NoOrigin;
        if (_originHashes.TryGetValue(origin, out var hash)) return hash;
        if (_originHashes.Count >= 1024) _originHashes.Clear();
        return _originHashes[origin] = origin.Hash();
    }
}
