using AkkaFederation.Engine.Persistence;
using static Engine.Tests.Persistence.StoreExtensions;

namespace Engine.Tests.Persistence.Wal;

/// <summary>The bytes of docs/formats.md, "Journal segments" and "Snapshot files".</summary>
public sealed class WalFormatTests
{
    // Computed by an implementation of its own, from the page.
    private const string HeaderCrc = "9129c985";
    private const string FirstCrc = "5504ca07";
    private const string SecondCrc = "edd2b6b4";
    private const string ThirdCrc = "a879b2c3";
    private const string SnapshotCrc = "10f2682b";
    private const string SnapshotHeaderCrc = "524eb3ae";

    [Fact]
    public void The_check_sum_is_CRC_32C()
    {
        // RFC 3720, appendix B.4.
        Assert.Equal(0xE3069283u, WalBlock.Crc32C("123456789"u8));
        Assert.Equal(0x8A9136AAu, WalBlock.Crc32C(new byte[32]));
        Assert.Equal(0x62A8AB43u, WalBlock.Crc32C(Enumerable.Repeat((byte)0xff, 32).ToArray()));
    }

    [Fact]
    public async Task A_small_journal_has_known_bytes()
    {
        var rig = new WalRig();
        using (WalEventStore store = rig.Open())
        {
            await store.AppendAsync(new EventRow("a", 1, 5, [0xca, 0xfe], "m", 7, null, "w"), new EventRow("a", 2, 6, [], "", 8, ";t;", ""));
            await store.DeleteEventsAsync("a", 1);
        }

        byte[] file = rig.Content(rig.PathOf(1));
        Assert.Equal(16384, file.Length);
        AssertBlock(file, 0,
            "414b4645442d57414c2d5345472d5631" + "01010101010101010101010101010101" + "0000000000000001" + "0202020202020202" + "0000000000004000" + "0000000000000001",
            HeaderCrc);
        AssertBlock(file, 1,
            "0000000000000001" + "00000001" + "0000004b" + "00000002"
            + "00000021" + "01" + "0000000000000001" + "0000000000000005" + "00000007" + "00" + "000161" + "00016d" + "000177" + "cafe"
            + "00000022" + "01" + "0000000000000002" + "0000000000000006" + "00000008" + "01" + "000161" + "0000" + "0000" + "00033b743b",
            FirstCrc);
        AssertBlock(file, 2, "0000000000000002" + "00000002" + "00000018" + "00000001" + "00000014" + "03" + "0000000000000002" + "0000000000000001" + "000161", SecondCrc);
        AssertBlock(file, 3, "0000000000000003" + "00000003" + "00000005" + "00000001" + "00000001" + "07", ThirdCrc);
        Assert.Equal(-1, file.AsSpan(4 * 512).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_snapshot_has_known_bytes()
    {
        byte[] file = WalSnapshotFile.Encode(new SnapshotRow("a", 1, 5, [0xca, 0xfe], "m", 7));
        Assert.Equal(
            "414b4645442d57414c2d534e502d5631" + "0000003a" + "00000002" + SnapshotCrc + "0000000000000001" + "0000000000000005" + "00000007" + "000161" + "00016d" + SnapshotHeaderCrc + "cafe",
            Convert.ToHexStringLower(file));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(488, 1)]
    [InlineData(489, 2)]
    [InlineData(984, 2)]
    [InlineData(985, 3)]
    public void A_frame_takes_whole_blocks(long records, int blocks) => Assert.Equal(blocks, WalFrameBuffer.BlocksFor(records));

    [Fact]
    public void A_record_that_is_cut_anywhere_is_no_record()
    {
        EventRow row = Event("id", 3, "text") with { Tags = ";t;" };
        byte[] record = new byte[WalRecord.Measure("", row)];
        WalRecord.Write(record, row, record.Length);
        Assert.True(WalRecordView.TryParse(record.AsSpan(4), out WalRecordView view));
        EventRow read = view.ToRow("id");
        Assert.Equal(row, read with { Message = row.Message });
        Assert.Equal(row.Message, read.Message);
        for (int length = 0; length < record.Length - 4 - row.Message.Length; length++)
            Assert.False(WalRecordView.TryParse(record.AsSpan(4, length), out _), $"{length} bytes");
    }

    private static void AssertBlock(byte[] file, int index, string begins, string crc)
    {
        string block = Convert.ToHexStringLower(file.AsSpan(index * 512, 512));
        Assert.Equal(begins, block[..begins.Length]);
        Assert.Equal(-1, block.AsSpan(begins.Length, 1016 - begins.Length).IndexOfAnyExcept('0'));
        Assert.Equal(crc, block[1016..]);
    }
}
