using System.Numerics;

namespace AkkaFederation.Consensus;

/// <summary>
/// The Merkle tree over a growing log (RFC 9162 section 2.1; Crosby and Wallach, "Efficient Data Structures for
/// Tamper-Evident Logging", 2009). A tree of size n commits to entries 1..n and every smaller tree is part of it, so
/// that the root at any past size can still be computed. Column k holds the hashes of all complete subtrees of 2^k
/// leaves; what is not complete is folded from them when asked: O(log n) for append, root and proof.
/// <para>
/// Memory: complete subtrees of 2^TileLevel leaves are tiles. Their leaf hashes go to disk (<see cref="HistoryTree.TakeTile"/>) and
/// then leave memory, but for the newest; what stays is 64 bytes a tile. Roots and proofs about what has left memory need at
/// most one tile for each leaf and size that they are about (<see cref="MissingTiles"/>), which is read back, checked against
/// the root that was kept, and put in with <see cref="Load"/>.
/// </para>
/// </summary>
/// <remarks>
/// Invariants: 1. column k has ⌊Size / 2^k⌋ hashes. 2. hash j of column k+1 is the node hash of 2j and 2j+1 of column k.
/// 3. the root kept is the one of its size. 4. columns from the tile level on are held whole; below it everything from leaf
/// <see cref="Known"/> on is. 5. no tile leaves memory that is not stored.
/// </remarks>
internal sealed partial class HistoryTree
{
    /// <summary>2^12 leaves: a tile of 128 KiB.</summary>
    public const int UsualTileLevel = 12;

    private readonly List<HashColumn> _columns = [new()];

    // The root asked for last: it is signed, looked at again before the signature leaves, and held against what is shipped.
    private readonly byte[] _root = new byte[TreeHash.Length];
    private ulong _rootOf;

    public HistoryTree(int tileLevel = UsualTileLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileLevel, 1);
        TileLevel = tileLevel;
    }

    /// <summary>Number of leaves.</summary>
    public ulong Size => (ulong)_columns[0].Count;

    public void Append(ReadOnlySpan<byte> leaf)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        TreeHash.Leaf(leaf, hash);
        AppendHash(hash);
    }

    /// <summary>Keeps the first <paramref name="size"/> leaves, which must not be fewer than have left memory.</summary>
    public void Truncate(ulong size)
    {
        RequireSize(size);
        if (size < Known) throw new ArgumentOutOfRangeException(nameof(size), size, $"Leaves up to {Known} have left memory.");
        _rootOf = 0;
        for (var level = 0; level < _columns.Count; level++) _columns[level].Truncate((int)(size >> level));
        while (_columns.Count > 1 && _columns[^1].Count == 0) _columns.RemoveAt(_columns.Count - 1);
    }

    /// <summary>The hash of leaf <paramref name="number"/>, counted from 0.</summary>
    public byte[] LeafHash(ulong number)
    {
        if (number >= Size) throw new ArgumentOutOfRangeException(nameof(number));
        return Node(0, number).ToArray();
    }

    /// <summary>Root of the tree of the first <paramref name="size"/> leaves.</summary>
    public byte[] Root(ulong size)
    {
        RequireSize(size);
        if (size == 0) return TreeHash.Empty();
        if (size != _rootOf) Fold(0, size, _root);
        _rootOf = size;
        return [.. _root];
    }

    /// <summary>
    /// Inclusion proof of leaf <paramref name="number"/> (from 0) in the tree of <paramref name="size"/> leaves, from the
    /// leaf's sibling upwards (RFC 9162, 2.1.3.1).
    /// </summary>
    public byte[][] Proof(ulong number, ulong size)
    {
        RequireSize(size);
        if (number >= size) throw new ArgumentOutOfRangeException(nameof(number));
        var path = new List<byte[]>();
        ulong start = 0, end = size;
        while (end - start > 1)
        {
            var middle = start + LeftSize(end - start);
            var sibling = new byte[TreeHash.Length];
            if (number < middle)
            {
                Fold(middle, end, sibling);
                end = middle;
            }
            else
            {
                Fold(start, middle, sibling);
                start = middle;
            }

            path.Add(sibling);
        }

        path.Reverse();
        return [.. path];
    }

    /// <summary>Throws if an invariant of this type does not hold; walks all that is in memory.</summary>
    public void CheckInvariants()
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        for (var level = 0; level < _columns.Count; level++)
        {
            var column = _columns[level];
            if ((ulong)column.Count != Size >> level)
                throw new InvalidOperationException($"Invariant 1: column {level} has {column.Count} hashes at size {Size}.");
            if (column.First > (level >= TileLevel ? 0 : (int)(Known >> level)))
                throw new InvalidOperationException($"Invariant 4: column {level} begins at {column.First}, known from {Known}.");
            for (var j = column.First; level > 0 && j < column.Count; j++)
            {
                if (!_columns[level - 1].Holds(2 * j)) continue;
                TreeHash.Node(_columns[level - 1][2 * j], _columns[level - 1][2 * j + 1], hash);
                if (!hash.SequenceEqual(column[j]))
                    throw new InvalidOperationException($"Invariant 2: node {j} of column {level} is not the hash of its children.");
            }
        }

        if (Known > Stored << TileLevel) throw new InvalidOperationException($"Invariant 5: known from {Known}, {Stored} tiles are stored.");
        if (_rootOf == 0) return;
        Fold(0, _rootOf, hash);
        if (!hash.SequenceEqual(_root)) throw new InvalidOperationException($"Invariant 3: the root of size {_rootOf}.");
    }

    // The hash of leaves [start, end), where start is a multiple of the greatest power of two in the range's length: the
    // complete subtrees from left to right, folded from the right.
    private void Fold(ulong start, ulong end, Span<byte> hash)
    {
        Span<(int Level, ulong Number)> peaks = stackalloc (int, ulong)[64];
        var count = 0;
        while (start < end)
        {
            var level = BitOperations.Log2(end - start);
            peaks[count++] = (level, start >> level);
            start += 1UL << level;
        }

        count--;
        Node(peaks[count].Level, peaks[count].Number).CopyTo(hash);
        while (count-- > 0) TreeHash.Node(Node(peaks[count].Level, peaks[count].Number), hash, hash);
    }

    private void AppendHash(Span<byte> hash)
    {
        _columns[0].Add(hash);
        for (var level = 0; (_columns[level].Count & 1) == 0; level++)
        {
            var column = _columns[level];
            TreeHash.Node(column[column.Count - 2], column[column.Count - 1], hash);
            if (level + 1 == _columns.Count) _columns.Add(new HashColumn());
            _columns[level + 1].Add(hash);
        }
    }

    // The greatest power of two below n (n > 1).
    private static ulong LeftSize(ulong n) => 1UL << BitOperations.Log2(n - 1);

    private void RequireSize(ulong size)
    {
        if (size > Size) throw new ArgumentOutOfRangeException(nameof(size), size, $"The tree has {Size} leaves.");
    }
}
