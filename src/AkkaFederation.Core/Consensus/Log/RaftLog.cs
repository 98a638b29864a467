using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The log: its newest entries in memory, the terms and the tree of all of it, and the configurations that follow it
/// entry by entry.
/// Three bounds divide it. Below <see cref="FirstIndex"/> payloads are gone for good (compacted). From there to
/// <see cref="WindowFirst"/> they are in the journal alone, from where the shell reads them. From <see cref="WindowFirst"/> on
/// they are here.
/// </summary>
/// <remarks>
/// Invariants: 1. entry i stands at position i. 2. terms never decrease. 3. log time never decreases.
/// 4. the tree has exactly one leaf for each entry. 5. FirstIndex ≤ WindowFirst ≤ LastIndex + 1.
/// 6. what has left memory was durable and applied (<see cref="Trim"/>), or came with a base.
/// </remarks>
internal sealed class RaftLog
{
    private static readonly byte[] NoOrigin = new byte[32];
    private readonly LogLimits _limits;
    private readonly EntryWindow _window = new();
    private readonly TermRuns _terms = new();
    private IReadOnlyList<LogEntry> _loaded = [];

    // Log time of the entry before the window.
    private ulong _timeBefore;

    // A handful of origins make up nearly all entries; beyond that hashing again is cheap enough.
    private readonly Dictionary<Did, byte[]> _originHashes = [];

    public RaftLog()
        : this(new LogLimits())
    {
    }

    public RaftLog(LogLimits limits)
    {
        _limits = limits;
        Tree = new HistoryTree(limits.TileLevel);
    }

    public HistoryTree Tree { get; }

    /// <summary>Who votes, as the entries that stand in the log say, committed or not.</summary>
    public ConfigurationTable Configurations { get; } = new();

    /// <summary>By which version's rules entries are applied.</summary>
    public LevelTable Levels { get; } = new();

    /// <summary>The first entry whose payload exists anywhere on this node.</summary>
    public ulong FirstIndex { get; private set; } = 1;

    /// <summary>The first entry in memory; LastIndex + 1 if there is none.</summary>
    public ulong WindowFirst => _window.First;

    /// <summary>Bytes of entries in memory, about.</summary>
    public long WindowWeight => _window.Weight;

    public ulong LastIndex => _window.Next - 1;

    public ulong LastTerm => _terms.Last;

    public ulong LastTime => _window.Count == 0 ? _timeBefore : _window[LastIndex].Time;

    /// <summary>Where each term begins.</summary>
    public IReadOnlyList<TermRun> TermRuns => _terms.All;

    /// <summary>An entry in memory; see <see cref="TryGet"/> for others.</summary>
    public LogEntry this[ulong index] => TryGet(index) ?? _window[index];

    /// <summary>The entry, unless it is not in memory or not in the log.</summary>
    public LogEntry? TryGet(ulong index)
    {
        if (_window.Holds(index)) return _window[index];
        return _loaded.Count > 0 && index >= _loaded[0].Index && index <= _loaded[^1].Index ? _loaded[(int)(index - _loaded[0].Index)] : null;
    }

    /// <summary>Term of the entry at <paramref name="index"/>; 0 before the first and beyond the last.</summary>
    public ulong Term(ulong index) => index == 0 || index > LastIndex ? 0 : _terms.TermOf(index);

    /// <summary>Whether the log has this entry (or the index is 0, the common beginning).</summary>
    public bool Matches(ulong index, ulong term) => index == 0 ? term == 0 : index <= LastIndex && Term(index) == term;

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
        _window.Append(entry);
        _terms.Append(entry.Index, entry.Term);
        Tree.Append(leaf);
    }

    /// <summary>Removes the entry at <paramref name="index"/> and all after it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in memory: what has left memory is committed.</exception>
    public void TruncateFrom(ulong index)
    {
        if (!_window.Holds(index)) throw new ArgumentOutOfRangeException(nameof(index), index, $"Entries {WindowFirst} to {LastIndex} can be cut off.");
        _window.TruncateFrom(index);
        _terms.TruncateFrom(index);
        Tree.Truncate(index - 1);
        Configurations.Truncate(index);
        Levels.Truncate(index);
    }

    /// <summary>
    /// Lets go of the oldest entries until the limits are kept, but of none above <paramref name="keepAfter"/>, which must be
    /// durable, committed and applied.
    /// </summary>
    public void Trim(ulong keepAfter)
    {
        while (_window.Count > 0 && _window.First <= keepAfter && (_window.Count > _limits.MaxEntries || _window.Weight > _limits.MaxBytes))
            _timeBefore = _window.DropFirst().Time;
        Tree.Trim(keepAfter, _limits.TilesKept);
    }

    /// <summary>
    /// Puts entries that were read from the journal beside the window, where the indexer finds them until the next ones come.
    /// </summary>
    public void Load(IReadOnlyList<LogEntry> entries) => _loaded = entries;

    /// <summary>Payloads up to <paramref name="index"/> are no more; false if nothing changes by it.</summary>
    public bool CompactTo(ulong index)
    {
        if (index > LastIndex) throw new ArgumentOutOfRangeException(nameof(index));
        if (index < FirstIndex) return false;
        while (_window.Count > 0 && _window.First <= index) _timeBefore = _window.DropFirst().Time;
        FirstIndex = index + 1;
        return true;
    }

    /// <summary>What has to be known to go on behind <paramref name="index"/> without the entries up to it; see <see cref="HistoryTree.BaseAt(ulong)"/>.</summary>
    public LogBase BaseAt(ulong index) => BaseAt(index, Tree.BaseAt(index));

    /// <summary>The same for another node; see <see cref="HistoryTree.BaseToSend"/>.</summary>
    public LogBase BaseToSend(ulong index) => BaseAt(index, Tree.BaseToSend(index));

    /// <summary>Begins anew behind a base: all entries up to it are compacted, and none is behind it.</summary>
    /// <exception cref="FormatException">The base does not hold together.</exception>
    public void Restore(LogBase from)
    {
        if (from.Tree.Size != from.Index) throw new FormatException($"a base at entry {from.Index} with a tree of {from.Tree.Size}");
        Tree.Restore(from.Tree);
        _terms.Restore(from.Terms, from.Index);
        Configurations.Restore(from.Configurations);
        Levels.Begin(from.LevelIndex, from.Level);
        _window.Reset(from.Index + 1);
        _loaded = [];
        (_timeBefore, FirstIndex) = (from.Time, from.Index + 1);
    }

    /// <summary>
    /// Entries in memory from <paramref name="from"/> to <paramref name="to"/>, cut off before the weight limit, but at least
    /// one; none if <paramref name="from"/> is not in memory. It may end where what was loaded meets the window.
    /// </summary>
    public IReadOnlyList<LogEntry> Slice(ulong from, ulong to, int maxWeight, int maxCount)
    {
        if (from > to || to > LastIndex) return [];
        var count = 0;
        var weight = 0;
        var inWindow = _window.Holds(from);
        for (var i = from; i <= to && count < maxCount && TryGet(i) is { } entry && _window.Holds(i) == inWindow; i++)
        {
            weight += entry.Weight;
            if (count > 0 && weight > maxWeight) break;
            count++;
        }

        if (count == 0) return [];
        return inWindow ? _window.Range(from, count) : [.. _loaded.Skip((int)(from - _loaded[0].Index)).Take(count)];
    }

    /// <summary>
    /// The greatest index up to <paramref name="index"/> whose term is at most <paramref name="term"/>, with its term: where
    /// two logs can agree at best, so that a conflict is passed over a term at a time rather than an entry at a time.
    /// </summary>
    public (ulong Index, ulong Term) LastNotAbove(ulong index, ulong term)
    {
        index = _terms.LastNotAbove(Math.Min(index, LastIndex), term);
        return (index, Term(index));
    }

    public void CheckInvariants()
    {
        for (var i = WindowFirst; i <= LastIndex; i++)
        {
            if (this[i].Index != i) throw new InvalidOperationException($"Invariant 1: entry {this[i].Index} at {i}.");
            if (this[i].Term != Term(i)) throw new InvalidOperationException($"Invariant 2: term {this[i].Term} at {i}, and {Term(i)} in its run.");
            if (this[i].Time < (i > WindowFirst ? this[i - 1].Time : _timeBefore)) throw new InvalidOperationException($"Invariant 3: at {i}.");
        }

        Configurations.CheckInvariants();
        _terms.CheckInvariants(LastIndex);
        if (Tree.Size != LastIndex) throw new InvalidOperationException($"Invariant 4: tree {Tree.Size}, log {LastIndex}.");
        if (FirstIndex > WindowFirst) throw new InvalidOperationException($"Invariant 5: first {FirstIndex}, in memory from {WindowFirst}.");
    }

    private LogBase BaseAt(ulong index, TreeBase tree)
    {
        var time = index == WindowFirst - 1 ? _timeBefore : TryGet(index)?.Time ?? 0;
        var (levelIndex, level) = Levels.UpTo(index);
        return new LogBase
        {
            Index = index, Time = time, Terms = _terms.UpTo(index), Tree = tree, LevelIndex = levelIndex, Level = level,
            Configurations = [.. Configurations.All.Where(c => c.Epoch > 0 && c.Epoch <= index)],
        };
    }

    private ReadOnlySpan<byte> OriginHash(Did origin)
    {
        if (origin.IsEmpty) return NoOrigin;
        if (_originHashes.TryGetValue(origin, out var hash)) return hash;
        if (_originHashes.Count >= 1024) _originHashes.Clear();
        return _originHashes[origin] = origin.Hash();
    }
}
