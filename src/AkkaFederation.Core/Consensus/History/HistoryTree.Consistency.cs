namespace AkkaFederation.Consensus;

// What shows that a smaller tree is part of a larger one, and what lets a stranger go on from it.
internal sealed partial class HistoryTree
{
    /// <summary>
    /// Consistency proof between the trees of the first <paramref name="first"/> and the first <paramref name="second"/>
    /// leaves (RFC 9162, 2.1.4.1). Empty if the sizes are equal or the first tree is empty: nothing has to be shown then.
    /// </summary>
    public byte[][] Consistency(ulong first, ulong second)
    {
        RequireSize(second);
        if (first > second) throw new ArgumentOutOfRangeException(nameof(first), first, $"A tree of {second} leaves holds no larger one.");
        if (first == 0 || first == second) return [];
        var path = new List<byte[]>();
        ulong start = 0, end = second;

        // As long as only right parts were left off, the tree of `first` is known to the verifier and not repeated.
        var known = true;
        while (first != end)
        {
            var middle = start + LeftSize(end - start);
            if (first <= middle)
            {
                path.Add(Range(middle, end));
                end = middle;
            }
            else
            {
                path.Add(Range(start, middle));
                start = middle;
                known = false;
            }
        }

        if (!known) path.Add(Range(start, end));
        path.Reverse();
        return [.. path];
    }

    /// <summary>The complete subtrees of the tree of that size, from left to right; a <see cref="CompactTree"/> goes on from them.</summary>
    public byte[][] Frontier(ulong size)
    {
        RequireSize(size);
        var peaks = new List<byte[]>();
        for (ulong start = 0, rest = size; rest > 0;)
        {
            var length = 1UL << System.Numerics.BitOperations.Log2(rest);
            peaks.Add(Range(start, start + length));
            start += length;
            rest -= length;
        }

        return [.. peaks];
    }

    private byte[] Range(ulong start, ulong end)
    {
        var hash = new byte[TreeHash.Length];
        Fold(start, end, hash);
        return hash;
    }
}
