namespace AkkaFederation.Consensus;

/// <summary>Verification of inclusion proofs from nothing but hashes (RFC 9162 section 2.1.3.2).</summary>
internal static class InclusionProof
{
    /// <summary>A tree of 2^64 leaves has paths of 64 hashes; anything longer is refused unread.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// Whether the leaf with number <paramref name="number"/> (from 0) and the given leaf hash is in the tree of
    /// <paramref name="size"/> leaves with the given root.
    /// </summary>
    public static bool Verify(ulong number, ulong size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (number >= size || path.Count > MaxLength || root.Length != TreeHash.Length) return false;
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        leafHash.CopyTo(hash);
        ulong fn = number, sn = size - 1;
        foreach (var sibling in path)
        {
            if (sn == 0 || sibling.Length != TreeHash.Length) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                TreeHash.Node(sibling, hash, hash);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                TreeHash.Node(hash, sibling, hash);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && hash.SequenceEqual(root);
    }
}
