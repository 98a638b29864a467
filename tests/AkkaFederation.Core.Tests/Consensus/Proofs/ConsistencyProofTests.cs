using System.Security.Cryptography;
using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>RFC 9162, 2.1.4, held against the recursion that stands there; and what must not verify.</summary>
public sealed class ConsistencyProofTests
{
    private const int Most = 67;
    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, Most).Select(i => new byte[] { (byte)i, 9 })];
    private readonly HistoryTree _tree = new();

    public ConsistencyProofTests()
    {
        foreach (var leaf in Leaves) _tree.Append(leaf);
    }

    [Fact]
    public void Every_proof_between_two_sizes_is_the_recursion_s_and_verifies()
    {
        for (var n = 0; n <= Most; n++)
        {
            for (var m = 0; m <= n; m++)
            {
                var path = _tree.Consistency((ulong)m, (ulong)n);
                Assert.Equal(m == 0 || m == n ? [] : NaiveProof(m, Leaves.AsSpan(0, n), true), path);
                Assert.True(Verify(m, n, path), $"{m} in {n}");
            }
        }
    }

    [Fact]
    public void The_proof_of_two_sizes_is_none_of_two_others()
    {
        for (var n = 1; n <= 20; n++)
        {
            for (var m = 1; m < n; m++)
            {
                var path = _tree.Consistency((ulong)m, (ulong)n);
                for (var a = 0; a <= 20; a++)
                {
                    for (var b = a; b <= 20; b++)
                    {
                        if (_tree.Consistency((ulong)a, (ulong)b).Select(Convert.ToHexString).SequenceEqual(path.Select(Convert.ToHexString))) continue;
                        Assert.False(Verify(a, b, path), $"proof of {m} in {n} for {a} in {b}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Any_changed_bit_of_a_root_or_of_the_path_is_found()
    {
        for (var n = 2; n <= 40; n += 3)
        {
            for (var m = 1; m < n; m++)
            {
                var path = _tree.Consistency((ulong)m, (ulong)n);
                var (first, second) = (_tree.Root((ulong)m), _tree.Root((ulong)n));
                Assert.False(ConsistencyProof.Verify((ulong)m, (ulong)n, Flip(first, m), second, path));
                Assert.False(ConsistencyProof.Verify((ulong)m, (ulong)n, first, Flip(second, m), path));
                for (var i = 0; i < path.Length; i++)
                    Assert.False(Verify(m, n, [.. path.Select((p, k) => k == i ? Flip(p, n) : p)]), $"hash {i} of {m} in {n}");
            }
        }
    }

    [Fact]
    public void Missing_surplus_and_malformed_hashes_are_refused()
    {
        var path = _tree.Consistency(11, 37);
        for (var i = 0; i < path.Length; i++) Assert.False(Verify(11, 37, [.. path.Where((_, k) => k != i)]));
        Assert.False(Verify(11, 37, [.. path, path[^1]]));
        Assert.False(Verify(11, 37, []));
        Assert.False(Verify(11, 37, [.. path.Select(p => p[..31])]));
        Assert.False(Verify(11, 37, [.. Enumerable.Repeat(path[0], ConsistencyProof.MaxLength + 1)]));
        Assert.False(Verify(11, 11, path));
        Assert.False(Verify(0, 11, path));
        Assert.False(Verify(37, 11, path));
        Assert.False(ConsistencyProof.Verify(ulong.MaxValue - 1, ulong.MaxValue, _tree.Root(11), _tree.Root(37), path));
    }

    [Fact]
    public void A_log_that_was_rewritten_has_no_proof()
    {
        var other = new HistoryTree();
        for (var i = 0; i < Most; i++) other.Append(i == 5 ? [0xff] : Leaves[i]);
        for (var m = 6; m < Most; m++) Assert.False(ConsistencyProof.Verify((ulong)m, Most, _tree.Root((ulong)m), other.Root(Most), other.Consistency((ulong)m, Most)));
        for (var m = 1; m < 6; m++) Assert.True(ConsistencyProof.Verify((ulong)m, Most, _tree.Root((ulong)m), other.Root(Most), other.Consistency((ulong)m, Most)));
    }

    [Fact]
    public void A_compact_tree_has_every_root_and_goes_on_from_any_frontier()
    {
        for (var from = 0; from <= Most; from++)
        {
            Assert.True(CompactTree.TryFrom((ulong)from, _tree.Frontier((ulong)from), out var compact));
            for (var i = from; i < Most; i++)
            {
                Assert.Equal(_tree.Root((ulong)i), compact.Root());
                compact.Append(_tree.LeafHash((ulong)i));
            }

            Assert.Equal(_tree.Root(Most), compact.Root());
            Assert.Equal(_tree.Frontier(Most), compact.Peaks);
        }

        Assert.False(CompactTree.TryFrom(3, _tree.Frontier(4), out _));
        Assert.False(CompactTree.TryFrom(1, [new byte[31]], out _));
    }

    [Fact]
    public void Sizes_beyond_the_tree_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _tree.Consistency(1, Most + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tree.Consistency(5, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tree.Frontier(Most + 1));
    }

    private bool Verify(int m, int n, byte[][] path) =>
        ConsistencyProof.Verify((ulong)m, (ulong)n, _tree.Root((ulong)m), _tree.Root((ulong)n), path);

    // RFC 9162, 2.1.4.1: SUBPROOF(m, D_n, b).
    private static List<byte[]> NaiveProof(int m, ReadOnlySpan<byte[]> leaves, bool known)
    {
        if (m == leaves.Length) return known ? [] : [NaiveRoot(leaves)];
        var k = Split(leaves.Length);
        return m <= k
            ? [.. NaiveProof(m, leaves[..k], known), NaiveRoot(leaves[k..])]
            : [.. NaiveProof(m - k, leaves[k..], false), NaiveRoot(leaves[..k])];
    }

    private static byte[] NaiveRoot(ReadOnlySpan<byte[]> leaves) => leaves.Length == 1
        ? SHA256.HashData([0, .. leaves[0]])
        : SHA256.HashData([1, .. NaiveRoot(leaves[..Split(leaves.Length)]), .. NaiveRoot(leaves[Split(leaves.Length)..])]);

    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n) k *= 2;
        return k;
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var copy = bytes.ToArray();
        copy[bit / 8 % copy.Length] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
