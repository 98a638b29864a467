namespace AkkaFederation.Consensus;

/// <summary>Leaf hashes of a complete, aligned part of the tree, as they are kept on disk.</summary>
/// <param name="Number">Counted from 0: tile t holds leaves t·2^level to (t+1)·2^level − 1.</param>
/// <param name="Hashes">32 bytes for each leaf.</param>
internal sealed record LeafTile(ulong Number, byte[] Hashes);

/// <summary>A tile that was read back, with the hashes of all its subtrees.</summary>
internal sealed class TileNodes
{
    // Level after level, from the leaves up to the tile's root.
    private readonly byte[] _nodes;
    private readonly int _level;

    /// <exception cref="FormatException">The hashes are not those of one tile.</exception>
    public TileNodes(LeafTile tile, int level)
    {
        var leaves = 1 << level;
        if (tile.Hashes.Length != leaves * TreeHash.Length) throw new FormatException($"tile {tile.Number} has {tile.Hashes.Length} bytes and not {leaves * TreeHash.Length}");
        Number = tile.Number;
        _level = level;
        _nodes = new byte[((2 * leaves) - 1) * TreeHash.Length];
        tile.Hashes.CopyTo(_nodes, 0);
        var (below, at) = (0, leaves);
        for (var width = leaves / 2; width > 0; width /= 2)
        {
            for (var i = 0; i < width; i++) TreeHash.Node(Slot(below + (2 * i)), Slot(below + (2 * i) + 1), Slot(at + i));
            (below, at) = (at, at + width);
        }
    }

    public ulong Number { get; }

    public ReadOnlySpan<byte> Root => Slot((2 << _level) - 2);

    /// <summary>The hash of subtree <paramref name="number"/> of 2^level leaves, counted in the whole tree.</summary>
    public ReadOnlySpan<byte> Node(int level, ulong number)
    {
        var within = (int)(number - (Number << (_level - level)));
        var before = (2 << _level) - (2 << (_level - level));
        return Slot(before + within);
    }

    private Span<byte> Slot(int slot) => _nodes.AsSpan(slot * TreeHash.Length, TreeHash.Length);
}
