using AkkaFederation.Engine.Persistence;
using static Engine.Tests.Persistence.StoreExtensions;

namespace Engine.Tests.Persistence.Wal;

/// <summary>Content that has changed is refused with file and place; what a torn write leaves is dropped.</summary>
public sealed class WalDamageTests
{
    private static readonly SnapshotRange All = new(0, long.MaxValue, 0, long.MaxValue);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task E19_a_flipped_bit_anywhere_is_refused_or_was_in_nothing_acknowledged(bool closedInOrder)
    {
        WalRig rig = await FilledAsync(closedInOrder);
        string path = rig.PathOf(1);
        byte[] right = rig.Content(path);
        int refused = 0;
        int written = right.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (int at = 0; at < right.Length; at += at < written + WalBlock.Size ? 1 : 41)
        {
            rig.Overwrite(path, at, (byte)(right[at] ^ (1 << (at % 8))));
            refused += await RefusedOrWholeAsync(rig, path, at) ? 1 : 0;
            rig.Overwrite(path, 0, right);
        }

        // The header and every block that was written.
        Assert.InRange(refused, written, right.Length);
    }

    [Fact]
    public async Task E18_a_last_write_cut_at_any_byte_is_dropped_and_the_journal_goes_on()
    {
        var rig = new WalRig();
        WalEventStore store = rig.Open();
        await store.AppendAsync(Event("a", 1, "kept"));
        byte[] before = rig.Content(rig.PathOf(1));
        await store.AppendAsync(Event("a", 2, new string('x', 1200)), Event("a", 3, new string('y', 300)));
        byte[] after = rig.Content(rig.PathOf(1));
        rig.Files.EndProcess();
        int first = before.AsSpan().CommonPrefixLength(after) / WalBlock.Size * WalBlock.Size;
        int end = after.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        Assert.InRange(end - first, 3 * WalBlock.Size, 5 * WalBlock.Size);
        for (int cut = first; cut < end; cut++)
        {
            rig.Overwrite(rig.PathOf(1), 0, [.. after.AsSpan(0, cut), .. new byte[after.Length - cut]]);
            bool hidden = WalBlock.Size - (cut % WalBlock.Size) is < 4 && IsOneBitFromWhole(after, cut);
            if (hidden)
                continue;
            using (WalEventStore again = rig.Open())
            {
                Assert.Equal("kept"u8.ToArray(), Assert.Single(await again.ReadAsync("a")).Message);
                await again.AppendAsync(Event("a", 2, "next"));
            }

            using WalEventStore last = rig.Open();
            Assert.Equal(2, (await last.ReadAsync("a")).Count);
        }
    }

    [Fact]
    public async Task Damage_that_a_valid_record_follows_stops_the_journal_with_file_and_place()
    {
        WalRig rig = await FilledAsync(closedInOrder: false);
        rig.Overwrite(rig.PathOf(1), 512, new byte[512]);
        EventStoreException error = Assert.Throws<EventStoreException>(rig.Open);
        Assert.Equal(EventStoreFault.Corrupt, error.Fault);
        Assert.Equal($"{rig.PathOf(1)} is damaged at byte 512 (the log breaks off there, but goes on at byte 1024); restore the folder from a back-up, or move it away to start empty.", error.Message);
    }

    [Fact]
    public async Task Damage_in_an_earlier_segment_stops_the_journal_even_at_its_end()
    {
        var rig = new WalRig();
        WalEventStore store = rig.Open();
        for (int i = 1; i <= 60; i++)
            await store.AppendAsync(Event("a", i, new string('x', 700)));
        rig.Files.EndProcess();
        byte[] first = rig.Content(rig.PathOf(1));
        int last = first.AsSpan().LastIndexOfAnyExcept((byte)0) / WalBlock.Size * WalBlock.Size;
        rig.Overwrite(rig.PathOf(1), last, new byte[WalBlock.Size]);
        EventStoreException error = Assert.Throws<EventStoreException>(rig.Open);
        Assert.Equal(EventStoreFault.Corrupt, error.Fault);
        Assert.StartsWith($"{rig.PathOf(1)} is damaged at byte {last} ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "is missing (later segments need it)")]
    [InlineData(2, "is missing (later segments are there)")]
    [InlineData(3, "is missing (the segment before it ends with a pointer to it)")]
    public async Task A_segment_that_is_gone_stops_the_journal_by_name(ulong gone, string expected)
    {
        var rig = new WalRig();
        WalEventStore store = rig.Open();
        while (rig.Files.List(WalRig.Folder).Count(n => n.EndsWith(".wal", StringComparison.Ordinal)) < 3)
            await store.AppendAsync(Event("a", (await store.HighestSequenceNrAsync("a")) + 1, new string('x', 700)));

        // Until the second segment is full too.
        while (store.SegmentBytes < 3 * rig.SegmentSize)
            await store.AppendAsync(Event("a", (await store.HighestSequenceNrAsync("a")) + 1, new string('x', 700)));
        rig.Files.EndProcess();
        foreach (ulong also in gone == 3 ? (ulong[])[3, 4] : [gone])
            rig.Files.Delete(rig.PathOf(also));
        EventStoreException error = Assert.Throws<EventStoreException>(rig.Open);
        Assert.StartsWith($"{rig.PathOf(gone)} {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_cut_short_or_renamed_or_of_another_journal_is_refused()
    {
        WalRig rig = await FilledAsync(closedInOrder: true);
        byte[] content = rig.Content(rig.PathOf(1));
        using (IFile file = rig.Files.Open(rig.PathOf(1)))
            file.SetLength(file.Length - 100);
        Assert.Contains("it has 16284 bytes, its header promises 16384", Assert.Throws<EventStoreException>(rig.Open).Message, StringComparison.Ordinal);
        rig.Overwrite(rig.PathOf(1), 0, content);
        rig.Files.Rename(rig.PathOf(1), rig.PathOf(2));
        Assert.Contains("its header says that it is 0000000000000001.wal", Assert.Throws<EventStoreException>(rig.Open).Message, StringComparison.Ordinal);
        rig.Files.Rename(rig.PathOf(2), rig.PathOf(1));
        new WalFolder(rig.Files, rig.Options).Create(Guid.Empty, 2, 1, 0).Release();
        Assert.Equal(EventStoreFault.Foreign, Assert.Throws<EventStoreException>(rig.Open).Fault);
    }

    [Fact]
    public async Task A_stale_block_of_another_place_or_segment_is_no_record()
    {
        WalRig rig = await FilledAsync(closedInOrder: false);
        byte[] content = rig.Content(rig.PathOf(1));

        // A valid frame, where it does not belong.
        rig.Overwrite(rig.PathOf(1), 8 * 1024, content[512..1024]);
        Assert.Equal(EventStoreFault.Corrupt, Assert.Throws<EventStoreException>(rig.Open).Fault);
    }

    [Fact]
    public async Task A_file_that_is_no_segment_and_a_newer_one_are_refused_and_left_alone()
    {
        WalRig rig = await FilledAsync(closedInOrder: true);
        byte[] right = rig.Content(rig.PathOf(1));
        rig.Overwrite(rig.PathOf(1), 0, [.. "name,age\nalice,7\n"u8]);
        byte[] foreign = rig.Content(rig.PathOf(1));
        Assert.Equal(EventStoreFault.Foreign, Assert.Throws<EventStoreException>(rig.Open).Fault);
        Assert.Equal(foreign, rig.Content(rig.PathOf(1)));
        byte[] newer = [.. right.AsSpan(0, 512)];
        newer[15] = (byte)'2';
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(newer.AsSpan(508), WalBlock.Crc32C(newer.AsSpan(0, 508)));
        rig.Overwrite(rig.PathOf(1), 0, newer);
        Assert.Contains("layout version 2, this program knows 1", Assert.Throws<EventStoreException>(rig.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E19_a_flipped_bit_in_a_snapshot_is_refused()
    {
        var rig = new WalRig();
        using (WalEventStore store = rig.Open())
            await store.SaveSnapshotAsync(new SnapshotRow("a", 7, 8, [1, 2, 3, 4, 5], "m", 9));
        string path = $"{WalRig.Folder}/0000000000000001.snapshot";
        byte[] right = rig.Content(path);
        for (int at = 0; at < right.Length; at++)
        {
            rig.Overwrite(path, at, (byte)(right[at] ^ (1 << (at % 8))));
            EventStoreException error = await Assert.ThrowsAsync<EventStoreException>(async () =>
            {
                using WalEventStore store = rig.Open();
                await store.LoadSnapshotAsync("a", All);
            });
            Assert.Equal(EventStoreFault.Corrupt, error.Fault);
            rig.Overwrite(path, 0, right);
        }

        using WalEventStore again = rig.Open();
        Assert.Equal([1, 2, 3, 4, 5], (await again.LoadSnapshotAsync("a", All))!.Snapshot);
    }

    [Fact]
    public async Task Snapshots_without_any_segment_are_refused_as_a_journal_that_has_lost_its_log()
    {
        var rig = new WalRig();
        using (WalEventStore store = rig.Open())
            await store.SaveSnapshotAsync(new SnapshotRow("a", 7, 8, [1], "m", 9));
        rig.Files.Delete(rig.PathOf(1));
        Assert.Contains("is missing", Assert.Throws<EventStoreException>(rig.Open).Message, StringComparison.Ordinal);
    }

    private static async Task<WalRig> FilledAsync(bool closedInOrder)
    {
        var rig = new WalRig();
        WalEventStore store = rig.Open();
        await store.AppendAsync(Event("a", 1, "one"));
        await store.AppendAsync(Event("a", 2, new string('x', 1100)), Event("a", 3));
        await store.AppendAsync(Event("b", 1), Event("b", 2));
        await store.DeleteEventsAsync("b", 1);
        await store.AppendAsync(Event("a", 4, "last"));
        if (closedInOrder)
            store.Dispose();
        else
            rig.Files.EndProcess();
        return rig;
    }

    private static async Task<bool> RefusedOrWholeAsync(WalRig rig, string path, int at)
    {
        try
        {
            using WalEventStore store = rig.Open();
            Assert.Equal([1, 2, 3, 4], (await store.ReadAsync("a")).Select(r => r.SequenceNr));
            Assert.Equal([2], (await store.ReadAsync("b")).Select(r => r.SequenceNr));
            return false;
        }
        catch (EventStoreException e)
        {
            Assert.True(e.Fault is EventStoreFault.Corrupt or EventStoreFault.Foreign, $"byte {at}: {e.Message}");
            Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
            return true;
        }
    }

    // Cut in the last bytes of a check sum whose lost bytes have one bit: that looks like a flipped bit, and is refused.
    private static bool IsOneBitFromWhole(byte[] whole, int cut)
    {
        int bits = 0;
        for (int i = cut; i % WalBlock.Size != 0; i++)
            bits += int.PopCount(whole[i]);
        return bits <= 1;
    }
}
