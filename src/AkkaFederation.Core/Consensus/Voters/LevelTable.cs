using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The feature levels of a log: which version's rules entries are applied by. A level comes with an entry, which a leader
/// writes once every voter supports it, and goes when the entry is cut off. Level 1 needs no entry.
/// </summary>
/// <remarks>Invariant: 1. indexes and levels increase.</remarks>
internal sealed class LevelTable
{
    public const string Tag = "AKFED-LEVEL-V001";
    public const uint First = 1;
    private readonly List<(ulong Index, uint Level)> _all = [(0, First)];

    /// <summary>The level of the newest entry, committed or not.</summary>
    public uint Newest => _all[^1].Level;

    /// <summary>Index of the entry that brought the newest level; 0 for the first.</summary>
    public ulong NewestIndex => _all[^1].Index;

    public static byte[] ToPayload(uint level) => new StatementWriter(Tag, 20).U32(level).ToArray();

    public static bool TryRead(ReadOnlySpan<byte> payload, out uint level, out string error)
    {
        var reader = new StatementReader(payload, Tag);
        level = reader.U32();
        if (!reader.Failed && level <= First) reader.Fail($"feature level {level} needs no entry");
        return reader.Finish(out error);
    }

    /// <exception cref="InvalidOperationException">The entry cannot be read.</exception>
    public void Add(LogEntry entry)
    {
        if (!TryRead(entry.Payload.Span, out var level, out var error))
            throw new InvalidOperationException($"feature level entry {entry.Index} cannot be read: {error}");

        // The same level twice, or a lower one, changes nothing: two leaders may both have seen the need.
        if (level > Newest) _all.Add((entry.Index, level));
    }

    public void Truncate(ulong from) => _all.RemoveAll(l => l.Index >= from && l.Index > 0);

    /// <summary>Sets what the log begins with, after a snapshot.</summary>
    public void Begin(ulong index, uint level)
    {
        _all.RemoveAll(l => l.Index <= index || l.Level <= level);
        _all.Insert(0, (index, level));
    }

    /// <summary>The level in force at an entry, and the entry that brought it.</summary>
    public (ulong Index, uint Level) UpTo(ulong index) => _all.FindLast(l => l.Index <= index);

    /// <summary>By which level's rules entry <paramref name="index"/> is applied.</summary>
    public uint At(ulong index)
    {
        for (var i = _all.Count - 1; i > 0; i--)
        {
            if (_all[i].Index <= index) return _all[i].Level;
        }

        return _all[0].Level;
    }
}
