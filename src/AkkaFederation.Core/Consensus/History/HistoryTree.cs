using System.Numerics;

namespace AkkaFederation.Consensus;

/// <summary>
/// The Merkle tree over a growing log (RFC 9162 section 2.1; Crosby and Wallach, "Efficient Data Structures for
/// Tamper-Evident Logging", 2009). A tree of size n commits to entries 1..n and every smaller tree is part of it, so
/// that the root at any past size can still be computed. Column k holds the hashes of all complete subtrees of 2^k
/// leaves; what is not complete is folded from them when asked: O(log n) for append, root and proof, 64 bytes a leaf.
/// Left out: compaction of old leaves.
/// </summary>
/// <remarks>
/// Invariants: 1. column k has ⌊Size / 2^k⌋ hashes. 2. hash j of column k+1 is the node hash of 2j and 2j+1 of column k.
/// 3. the root kept is the one of its size.
/// </remarks>
internal sealed partial class HistoryTree
{
    private readonly List<HashColumn> _columns = [new()];

    // The root asked for last: it is signed, looked at again before the signature leaves, and held against what is shipped.
    private readonly byte[] _root = new byte[TreeHash.Length];
    private ulong _rootOf;

    /// <summary>Number of leaves.</summary>
    public ulong Size => (ulong)_columns[0].Count;

    public void Append(ReadOnlySpan<byte> leaf)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        TreeHash.Leaf(leaf, hash);
        _columns[0].Add(hash);
        for (var level = 0; (_columns[level].Count & 1) == 0; level++)
        {
            var column = _columns[level];
            TreeHash.Node(column[column.Count - 2], column[column.Count - 1], hash);
            if (level + 1 == _columns.Count) _columns.Add(new HashColumn());
            _columns[level + 1].Add(hash);
        }
    }

    /// <summary>Keeps the first <paramref name="size"/> leaves.</summary>
    public void Truncate(ulong size)
    {
        RequireSize(size);
        _rootOf = 0;
        for (var level = 0; level < _columns.Count; level++) _columns[level].Truncate((int)(size >> level));
        while (_columns.Count > 1 && _columns[^1].Count == 0) _columns.RemoveAt(_columns.Count - 1);
    }

    /// <summary>The hash of leaf <paramref name="number"/>, counted from 0.</summary>
    public byte[] LeafHash(ulong number)
    {
        if (number >= Size) throw new ArgumentOutOfRangeException(nameof(number));
        return _columns[0][(int)number].ToArray();
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

    /// <summary>Throws if an invariant of this type does not hold; walks the whole tree.</summary>
    public void CheckInvariants()
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        for (var level = 0; level < _columns.Count; level++)
        {
            if ((ulong)_columns[level].Count != Size >> level)
                throw new InvalidOperationException($"Invariant 1: column {level} has {_columns[level].Count} hashes at size {Size}.");
            for (var j = 0; level > 0 && j < _columns[level].Count; j++)
            {
                TreeHash.Node(_columns[level - 1][2 * j], _columns[level - 1][2 * j + 1], hash);
                if (!hash.SequenceEqual(_columns[level][j]))
                    throw new InvalidOperationException($"Invariant 2: node {j} of column {level} is not the hash of its children.");
            }
        }

        if (_rootOf == 0) return;
        Fold(0, _rootOf, hash);
        if (!hash.SequenceEqual(_root)) throw new InvalidOperationException($"Invariant 3: the root of size {_rootOf}.");
    }

    // The hash of leaves [start, end), where start is a multiple of the greatest power of two in the range's length: the
    // complete subtrees from left to right, folded from the right.
    private void Fold(ulong start, ulong end, Span<byte> hash)
    {
        Span<(int Level, int Number)> peaks = stackalloc (int, int)[64];
        var count = 0;
        while (start < end)
        {
            var level = BitOperations.Log2(end - start);
            peaks[count++] = (level, (int)(start >> level));
            start += 1UL << level;
        }

        count--;
        _columns[peaks[count].Level][peaks[count].Number].CopyTo(hash);
        while (count-- > 0) TreeHash.Node(_columns[peaks[count].Level][peaks[count].Number], hash, hash);
    }

    // The greatest power of two below n (n > 1).
    private static ulong LeftSize(ulong n) => 1UL << BitOperations.Log2(n - 1);

    private void RequireSize(ulong size)
    {
        if (size > Size) throw new ArgumentOutOfRangeException(nameof(size), size, $"The tree has {Size} leaves.");
    }
}
