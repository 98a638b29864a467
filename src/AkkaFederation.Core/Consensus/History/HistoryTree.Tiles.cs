using System.Numerics;

namespace AkkaFederation.Consensus;

// What leaves memory, how it comes back, and how a tree goes on from a base.
internal sealed partial class HistoryTree
{
    private const int MaxLoaded = 16;
    private readonly List<TileNodes> _loaded = [];
    private bool _storing;

    public int TileLevel { get; }

    /// <summary>Tiles 0 to Stored − 1 are on disk.</summary>
    public ulong Stored { get; private set; }

    /// <summary>From this leaf on everything is in memory.</summary>
    public ulong Known { get; private set; }

    /// <summary>
    /// The next tile to be stored, if its leaves are all within the first <paramref name="committed"/>; the next comes after
    /// <see cref="MarkStored"/>.
    /// </summary>
    public LeafTile? TakeTile(ulong committed)
    {
        if (_storing || (Stored + 1) << TileLevel > Math.Min(committed, Size)) return null;
        _storing = true;
        return new LeafTile(Stored, LeafHashes(Stored << TileLevel, (Stored + 1) << TileLevel));
    }

    /// <summary>Tiles 0 to <paramref name="count"/> − 1 are on disk.</summary>
    public void MarkStored(ulong count)
    {
        if (count <= Stored) return;
        Stored = count;
        _storing = false;
    }

    /// <summary>Lets go of stored tiles within the first <paramref name="committed"/> leaves, but for the newest <paramref name="keep"/>.</summary>
    public void Trim(ulong committed, int keep)
    {
        var complete = Size >> TileLevel;
        if (complete <= (ulong)keep) return;
        var first = Math.Min(Math.Min(complete - (ulong)keep, Stored), committed >> TileLevel) << TileLevel;
        if (first <= Known) return;
        Known = first;
        for (var level = 0; level < Math.Min(TileLevel, _columns.Count); level++) _columns[level].Drop((int)(first >> level));
    }

    /// <summary>
    /// The tiles that have to be loaded before the roots of these sizes, and the proofs of these leaves (counted from 0) in
    /// trees of these sizes, can be computed.
    /// </summary>
    public IReadOnlyList<ulong> MissingTiles(ReadOnlySpan<ulong> sizes, ReadOnlySpan<ulong> leaves)
    {
        var missing = new SortedSet<ulong>();
        foreach (var size in sizes)
        {
            // At a tile's border the columns above say all.
            if (size < Known && (size & ((1UL << TileLevel) - 1)) != 0) missing.Add(size >> TileLevel);
        }

        foreach (var leaf in leaves)
        {
            if (leaf < Known) missing.Add(leaf >> TileLevel);
        }

        missing.RemoveWhere(Renew);
        return [.. missing];
    }

    // What is asked for again is the last to give way to others.
    private bool Renew(ulong tile)
    {
        if (_loaded.Find(l => l.Number == tile) is not { } nodes) return false;
        _loaded.Remove(nodes);
        _loaded.Add(nodes);
        return true;
    }

    /// <summary>Whether the root of this size can be computed from what is in memory.</summary>
    public bool Knows(ulong size) =>
        size <= Size && (size >= Known || (size & ((1UL << TileLevel) - 1)) == 0 || _loaded.Exists(l => l.Number == size >> TileLevel));

    /// <summary>Puts in a tile that was read back; it stays until others take its place.</summary>
    /// <exception cref="FormatException">It is not the tile of this tree.</exception>
    public void Load(LeafTile tile)
    {
        var nodes = new TileNodes(tile, TileLevel);
        if (tile.Number >= Size >> TileLevel || !nodes.Root.SequenceEqual(Node(TileLevel, tile.Number)))
            throw new FormatException($"tile {tile.Number} is not that of this log");
        _loaded.RemoveAll(l => l.Number == tile.Number);
        if (_loaded.Count == MaxLoaded) _loaded.RemoveAt(0);
        _loaded.Add(nodes);
    }

    /// <summary>What is needed to go on from the first <paramref name="size"/> leaves; no tile may be missing for that size.</summary>
    public TreeBase BaseAt(ulong size) => BaseAt(size, Stored);

    /// <summary>The same for another node: it has every leaf of the last tile, which that node will have to store itself.</summary>
    public TreeBase BaseToSend(ulong size) => BaseAt(size, size >> TileLevel);

    /// <summary>The tree that a base describes.</summary>
    /// <exception cref="FormatException">The base does not hold together.</exception>
    public void Restore(TreeBase from)
    {
        var tiles = Math.Min(from.Size >> TileLevel, from.Stored);
        var whole = tiles < from.Stored;
        var restSize = from.Size - (tiles << TileLevel);
        var hashes = whole ? (ulong)BitOperations.PopCount(restSize) : restSize;
        if ((ulong)from.Tiles.Length != tiles * TreeHash.Length || (ulong)from.Rest.Length != hashes * TreeHash.Length || from.Size > int.MaxValue)
            throw new FormatException($"a base of {from.Size} leaves with {from.Tiles.Length} bytes of tiles and {from.Rest.Length} bytes behind them");
        Begin(tiles, from);
        if (whole) RestorePeaks(tiles, from);
        else RestoreLeaves(from);
    }

    private TreeBase BaseAt(ulong size, ulong stored)
    {
        RequireSize(size);
        var tiles = Math.Min(size >> TileLevel, stored);
        var rest = tiles << TileLevel;
        var roots = new byte[tiles * TreeHash.Length];
        for (var t = 0UL; t < tiles; t++) Node(TileLevel, t).CopyTo(roots.AsSpan((int)t * TreeHash.Length));
        return new TreeBase { Size = size, Stored = stored, Tiles = roots, Rest = tiles < stored ? Peaks(rest, size) : LeafHashes(rest, size) };
    }

    /// <summary>Appends the leaves of another tree behind <paramref name="from"/>; both agree before.</summary>
    internal void AppendHashes(HistoryTree other, ulong from)
    {
        for (var i = from; i < other.Size; i++) AppendHash(other.LeafHash(i));
    }

    private void Begin(ulong tiles, TreeBase from)
    {
        (_rootOf, _storing, Stored, Known) = (0, false, from.Stored, tiles << TileLevel);
        _loaded.Clear();
        _columns.Clear();
        for (var level = 0; level <= TileLevel; level++)
        {
            _columns.Add(new HashColumn());
            if (level < TileLevel) _columns[level].Reset((int)(Known >> level));
        }

        for (var t = 0; t < (int)tiles; t++) AddAbove(from.Tiles.AsSpan(t * TreeHash.Length, TreeHash.Length));
        while (_columns.Count > 1 && _columns[^1].Count == 0) _columns.RemoveAt(_columns.Count - 1);
    }

    // A tile's root with all that it completes above.
    private void AddAbove(ReadOnlySpan<byte> root)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        _columns[TileLevel].Add(root);
        for (var level = TileLevel; (_columns[level].Count & 1) == 0; level++)
        {
            var column = _columns[level];
            TreeHash.Node(column[column.Count - 2], column[column.Count - 1], hash);
            if (level + 1 == _columns.Count) _columns.Add(new HashColumn());
            _columns[level + 1].Add(hash);
        }
    }

    private void RestorePeaks(ulong tiles, TreeBase from)
    {
        var at = 0;
        Known = from.Size;
        for (var level = TileLevel - 1; level >= 0; level--)
        {
            var before = (int)(from.Size >> level);
            var isPeak = (from.Size >> level & 1) == 1;
            if (level >= _columns.Count && before == 0) continue;
            while (level >= _columns.Count) _columns.Add(new HashColumn());
            _columns[level].Reset(isPeak ? before - 1 : before);
            if (isPeak) _columns[level].Add(from.Rest.AsSpan(at++ * TreeHash.Length, TreeHash.Length));
        }
    }

    private void RestoreLeaves(TreeBase from)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        for (var at = 0; at < from.Rest.Length; at += TreeHash.Length)
        {
            from.Rest.AsSpan(at, TreeHash.Length).CopyTo(hash);
            AppendHash(hash);
        }
    }

    // Roots of the complete subtrees that make up [start, size), from the left, none larger than a tile.
    private byte[] Peaks(ulong start, ulong size)
    {
        var peaks = new List<byte>();
        for (var level = TileLevel - 1; level >= 0; level--)
        {
            if ((size - start >> level & 1) == 1) peaks.AddRange(Node(level, (size >> level) - 1));
        }

        return [.. peaks];
    }

    private byte[] LeafHashes(ulong start, ulong end)
    {
        var hashes = new byte[(end - start) * TreeHash.Length];
        for (var i = start; i < end; i++) Node(0, i).CopyTo(hashes.AsSpan((int)(i - start) * TreeHash.Length));
        return hashes;
    }

    private ReadOnlySpan<byte> Node(int level, ulong number)
    {
        var column = _columns[level];
        if (column.Holds((int)number)) return column[(int)number];
        var tile = level < TileLevel ? number >> (TileLevel - level) : ulong.MaxValue;
        return _loaded.Find(l => l.Number == tile) is { } loaded
            ? loaded.Node(level, number)
            : throw new InvalidOperationException($"Node {number} of 2^{level} leaves is in no tile that is in memory.");
    }
}
