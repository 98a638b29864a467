using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>A tree whose old parts are on a disk, against one that holds everything in memory.</summary>
public sealed class HistoryTilesTests
{
    private const int Level = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Whatever_is_appended_cut_stored_let_go_and_restored_roots_and_proofs_are_those_of_the_whole_tree(int seed)
    {
        var random = new Random(seed);
        var (tree, whole, disk) = (new HistoryTree(Level), new HistoryTree(), new SortedDictionary<ulong, LeafTile>());
        var (committed, salt) = (0UL, 0);
        for (var step = 0; step < 1200; step++)
        {
            switch (random.Next(12))
            {
                case < 6:
                    Append(tree, whole, ++salt);
                    break;
                case 6 when whole.Size > committed:
                    var keep = committed + ((ulong)random.NextInt64() % (whole.Size - committed + 1));
                    tree.Truncate(keep);
                    whole.Truncate(keep);
                    break;
                case 7:
                    committed += (ulong)random.NextInt64() % (whole.Size - committed + 1);
                    break;
                case 8 when tree.TakeTile(committed) is { } tile:
                    disk[tile.Number] = tile;
                    tree.MarkStored(tile.Number + 1);
                    break;
                case 9:
                    tree.Trim(committed, random.Next(3));
                    break;
                case 10 when random.Next(4) == 0:
                    tree = Restart(tree, whole, disk, committed, random);
                    break;
                default:
                    Ask(tree, whole, disk, random);
                    break;
            }

            tree.CheckInvariants();
            Assert.Equal(whole.Size, tree.Size);
            Assert.Equal(whole.Root(whole.Size), tree.Root(tree.Size));
        }

        Assert.True(disk.Count > 8, $"{disk.Count} tiles");
        Assert.True(tree.Known > 0);
    }

    [Fact]
    public void A_base_for_another_node_has_every_leaf_of_the_last_tile()
    {
        var (tree, whole) = (new HistoryTree(Level), new HistoryTree());
        for (var i = 0; i < 45; i++) Append(tree, whole, i);
        tree.MarkStored(5);
        tree.Trim(45, 0);

        var other = new HistoryTree(Level);
        other.Restore(tree.BaseToSend(43));

        Assert.Equal((43UL, 40UL, 5UL), (other.Size, other.Known, other.Stored));
        Assert.Equal(whole.Root(43), other.Root(43));
        for (var i = 43; i < 60; i++) Append(other, new HistoryTree(), i);
        var tile = other.TakeTile(60)!;
        Assert.Equal(5UL, tile.Number);
        Assert.Equal(whole.LeafHash(42), tile.Hashes.AsSpan(2 * 32, 32).ToArray());
    }

    [Fact]
    public void A_tile_of_another_log_is_refused()
    {
        var tree = new HistoryTree(Level);
        for (var i = 0; i < 40; i++) Append(tree, new HistoryTree(), i);
        var first = tree.TakeTile(40)!;
        tree.MarkStored(4);
        tree.Trim(40, 0);
        Assert.Equal([0UL], tree.MissingTiles([3], []));
        var flipped = (byte[])first.Hashes.Clone();
        flipped[70] ^= 1;

        Assert.Throws<FormatException>(() => tree.Load(first with { Hashes = flipped }));
        Assert.Throws<FormatException>(() => tree.Load(first with { Number = 1 }));
        Assert.Throws<FormatException>(() => tree.Load(first with { Number = 77 }));
        Assert.Throws<FormatException>(() => tree.Load(first with { Hashes = first.Hashes[..^1] }));
        Assert.Throws<InvalidOperationException>(() => tree.Root(3));
        tree.Load(first);
        Assert.Empty(tree.MissingTiles([3], [1]));
        tree.Root(3);
    }

    [Fact]
    public void A_base_that_does_not_hold_together_is_refused()
    {
        var tree = new HistoryTree(Level);
        for (var i = 0; i < 21; i++) Append(tree, new HistoryTree(), i);
        var good = tree.BaseAt(21);
        Assert.Throws<FormatException>(() => new HistoryTree(Level).Restore(good with { Size = 20 }));
        Assert.Throws<FormatException>(() => new HistoryTree(Level).Restore(good with { Stored = 1 }));
        Assert.Throws<FormatException>(() => new HistoryTree(Level).Restore(good with { Rest = good.Rest[..^1] }));
        Assert.Throws<FormatException>(() => new HistoryTree(Level).Restore(good with { Tiles = new byte[32] }));
        Assert.Throws<FormatException>(() => new HistoryTree(Level).Restore(good with { Size = ulong.MaxValue, Stored = 0 }));
    }

    private static void Append(HistoryTree tree, HistoryTree whole, int salt)
    {
        var leaf = BitConverter.GetBytes(salt);
        tree.Append(leaf);
        whole.Append(leaf);
    }

    // What a node does that begins from a base with entries behind it.
    private static HistoryTree Restart(HistoryTree tree, HistoryTree whole, SortedDictionary<ulong, LeafTile> disk, ulong committed, Random random)
    {
        var size = (ulong)random.NextInt64() % (committed + 1);
        Load(tree, disk, [size], []);
        var restarted = new HistoryTree(Level);
        restarted.Restore(tree.BaseAt(size));
        Assert.Equal(whole.Root(size), restarted.Root(size));
        restarted.AppendHashes(whole, size);
        return restarted;
    }

    private static void Ask(HistoryTree tree, HistoryTree whole, SortedDictionary<ulong, LeafTile> disk, Random random)
    {
        if (whole.Size == 0) return;
        var size = 1 + ((ulong)random.NextInt64() % whole.Size);
        var leaf = (ulong)random.NextInt64() % size;
        Load(tree, disk, [size], [leaf]);
        Assert.Equal(whole.Root(size), tree.Root(size));
        Assert.Equal(whole.Proof(leaf, size), tree.Proof(leaf, size));
        Assert.Equal(whole.LeafHash(leaf), tree.LeafHash(leaf));
    }

    private static void Load(HistoryTree tree, SortedDictionary<ulong, LeafTile> disk, ulong[] sizes, ulong[] leaves)
    {
        foreach (var tile in tree.MissingTiles(sizes, leaves)) tree.Load(disk[tile]);
        Assert.Empty(tree.MissingTiles(sizes, leaves));
    }
}
