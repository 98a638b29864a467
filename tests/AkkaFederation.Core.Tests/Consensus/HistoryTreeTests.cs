using System.Security.Cryptography;
using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

public sealed class HistoryTreeTests
{
    // RFC 9162, 2.1.1, word for word: the model that the columns are held to.
    private static byte[] NaiveRoot(ReadOnlySpan<byte[]> leaves) => leaves.Length switch
    {
        0 => SHA256.HashData([]),
        1 => SHA256.HashData([0, .. leaves[0]]),
        _ => SHA256.HashData([1, .. NaiveRoot(leaves[..Split(leaves.Length)]), .. NaiveRoot(leaves[Split(leaves.Length)..])]),
    };

    // RFC 9162, 2.1.3.1.
    private static List<byte[]> NaivePath(int m, ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length <= 1) return [];
        var k = Split(leaves.Length);
        return m < k
            ? [.. NaivePath(m, leaves[..k]), NaiveRoot(leaves[k..])]
            : [.. NaivePath(m - k, leaves[k..]), NaiveRoot(leaves[..k])];
    }

    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n) k *= 2;
        return k;
    }

    private static byte[][] Leaves(int count, int salt = 0) => [.. Enumerable.Range(0, count).Select(i => new byte[] { (byte)i, (byte)(i >> 8), (byte)salt })];

    private static HistoryTree Tree(byte[][] leaves)
    {
        var tree = new HistoryTree();
        foreach (var leaf in leaves) tree.Append(leaf);
        return tree;
    }

    [Fact]
    public void Root_of_every_size_is_the_naive_model_s()
    {
        var leaves = Leaves(130);
        var tree = Tree(leaves);
        tree.CheckInvariants();
        for (var size = 0; size <= leaves.Length; size++) Assert.Equal(NaiveRoot(leaves.AsSpan(0, size)), tree.Root((ulong)size));
    }

    [Fact]
    public void Every_inclusion_proof_is_the_naive_model_s_and_verifies()
    {
        var leaves = Leaves(67);
        var tree = Tree(leaves);
        for (var size = 1; size <= leaves.Length; size++)
        {
            for (var i = 0; i < size; i++)
            {
                var path = tree.Proof((ulong)i, (ulong)size);
                Assert.Equal(NaivePath(i, leaves.AsSpan(0, size)), path);
                Assert.True(InclusionProof.Verify((ulong)i, (ulong)size, tree.LeafHash((ulong)i), path, tree.Root((ulong)size)));
            }
        }
    }

    [Fact]
    public void A_proof_verifies_for_no_other_leaf_size_or_root()
    {
        var tree = Tree(Leaves(21));
        var path = tree.Proof(5, 21);
        var root = tree.Root(21);
        Assert.False(InclusionProof.Verify(6, 21, tree.LeafHash(5), path, root));
        Assert.False(InclusionProof.Verify(5, 21, tree.LeafHash(6), path, root));
        Assert.False(InclusionProof.Verify(5, 11, tree.LeafHash(5), path, root));
        Assert.False(InclusionProof.Verify(5, 21, tree.LeafHash(5), path, tree.Root(20)));
        Assert.False(InclusionProof.Verify(5, 21, tree.LeafHash(5), path[..^1], root));
        Assert.False(InclusionProof.Verify(5, 21, tree.LeafHash(5), [.. path, path[0]], root));
        Assert.False(InclusionProof.Verify(21, 21, tree.LeafHash(5), path, root));
        Assert.False(InclusionProof.Verify(0, 0, tree.LeafHash(5), [], root));
        Assert.False(InclusionProof.Verify(5, 21, tree.LeafHash(5), [.. path.Select(p => p[..31])], root));
        Assert.False(InclusionProof.Verify(5, ulong.MaxValue, tree.LeafHash(5), [.. Enumerable.Repeat(path[0], 65)], root));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(99)]
    public void Truncated_and_grown_again_it_is_as_if_nothing_had_been_there(int keep)
    {
        var tree = Tree(Leaves(100));
        tree.Truncate((ulong)keep);
        tree.CheckInvariants();
        var other = Leaves(100, salt: 7);
        for (var i = keep; i < 100; i++) tree.Append(other[i]);
        tree.CheckInvariants();
        Assert.Equal(NaiveRoot([.. Leaves(keep), .. other[keep..]]), tree.Root(100));
    }

    [Fact]
    public void Pages_hold_more_than_one_page_of_hashes()
    {
        var leaves = Leaves(5000);
        var tree = Tree(leaves);
        Assert.Equal(NaiveRoot(leaves), tree.Root(5000));
        tree.Truncate(1024);
        tree.CheckInvariants();
        Assert.Equal(NaiveRoot(leaves.AsSpan(0, 1024)), tree.Root(1024));
    }

    [Fact]
    public void A_size_beyond_the_tree_is_refused()
    {
        var tree = Tree(Leaves(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Root(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Proof(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Proof(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Truncate(4));
    }
}
