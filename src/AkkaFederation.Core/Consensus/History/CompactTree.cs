using System.Numerics;

namespace AkkaFederation.Consensus;

/// <summary>
/// The history tree of who reads a log from end to end and keeps nothing of it: only the complete subtrees at the right
/// edge, at most 64 hashes, which is all that later leaves can change. Begins empty or from another tree's
/// <see cref="HistoryTree.Frontier"/>.
/// </summary>
/// <remarks>Invariant 1: there are as many peaks as the size has ones in binary.</remarks>
internal sealed class CompactTree
{
    private readonly List<byte[]> _peaks = [];

    public ulong Size { get; private set; }

    /// <summary>The complete subtrees from left to right.</summary>
    public IReadOnlyList<byte[]> Peaks => _peaks;

    /// <summary>False if these are not as many hashes as a tree of that size has peaks.</summary>
    public static bool TryFrom(ulong size, IReadOnlyList<byte[]> peaks, out CompactTree tree)
    {
        tree = new CompactTree { Size = size };
        if (peaks.Count != BitOperations.PopCount(size) || peaks.Any(p => p.Length != TreeHash.Length)) return false;
        tree._peaks.AddRange(peaks);
        return true;
    }

    /// <summary>Appends the leaf with this leaf hash.</summary>
    public void Append(ReadOnlySpan<byte> leafHash)
    {
        var hash = leafHash.ToArray();
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            TreeHash.Node(_peaks[^1], hash, hash);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(hash);
        Size++;
    }

    public byte[] Root()
    {
        if (_peaks.Count == 0) return TreeHash.Empty();
        var root = _peaks[^1].ToArray();
        for (var i = _peaks.Count - 2; i >= 0; i--) TreeHash.Node(_peaks[i], root, root);
        return root;
    }
}
