using System.Security.Cryptography;

namespace AkkaFederation.Consensus;

/// <summary>The two hash functions of RFC 9162 section 2.1.1, kept apart by their first byte.</summary>
internal static class TreeHash
{
    public const int Length = 32;

    /// <summary>Root of the empty tree: SHA-256 of nothing.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    public static void Leaf(ReadOnlySpan<byte> leaf, Span<byte> hash)
    {
        if (leaf.Length > 255) throw new ArgumentException("A leaf has at most 255 bytes.", nameof(leaf));
        Span<byte> input = stackalloc byte[256];
        input[0] = 0;
        leaf.CopyTo(input[1..]);
        SHA256.HashData(input[..(leaf.Length + 1)], hash);
    }

    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Length];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Length)..]);
        SHA256.HashData(input, hash);
    }
}
