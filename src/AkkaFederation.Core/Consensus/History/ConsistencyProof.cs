using System.Numerics;

namespace AkkaFederation.Consensus;

/// <summary>
/// Verification of consistency proofs from nothing but hashes (RFC 9162 section 2.1.4.2): the log of the second root
/// begins with the whole log of the first one, so nothing in that was changed, removed or put between.
/// </summary>
internal static class ConsistencyProof
{
    /// <summary>Trees of up to 2^64 leaves need 65 hashes; anything longer is refused unread.</summary>
    public const int MaxLength = 65;

    /// <summary>
    /// Whether the tree of <paramref name="first"/> leaves and root <paramref name="firstRoot"/> is the beginning of the tree of
    /// <paramref name="second"/> leaves and root <paramref name="secondRoot"/>.
    /// </summary>
    public static bool Verify(
        ulong first, ulong second, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot, IReadOnlyList<byte[]> path)
    {
        if (first > second || path.Count > MaxLength || path.Any(p => p.Length != TreeHash.Length)) return false;
        if (firstRoot.Length != TreeHash.Length || secondRoot.Length != TreeHash.Length) return false;
        if (first == second) return path.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        if (first == 0) return path.Count == 0 && firstRoot.SequenceEqual(TreeHash.Empty());
        return path.Count > 0 && Climb(first, second, firstRoot, secondRoot, path);
    }

    private static bool Climb(ulong first, ulong second, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot, IReadOnlyList<byte[]> path)
    {
        ulong fn = first - 1, sn = second - 1;
        var shared = BitOperations.TrailingZeroCount(~fn);
        (fn, sn) = (fn >> shared, sn >> shared);

        // A first tree that is complete is itself where the climb begins, and is not repeated in the proof.
        var complete = BitOperations.IsPow2(first);
        Span<byte> fr = stackalloc byte[TreeHash.Length];
        Span<byte> sr = stackalloc byte[TreeHash.Length];
        (complete ? firstRoot : path[0]).CopyTo(fr);
        fr.CopyTo(sr);
        for (var i = complete ? 0 : 1; i < path.Count; i++)
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                TreeHash.Node(path[i], fr, fr);
                TreeHash.Node(path[i], sr, sr);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                TreeHash.Node(sr, path[i], sr);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && fr.SequenceEqual(firstRoot) && sr.SequenceEqual(secondRoot);
    }
}
