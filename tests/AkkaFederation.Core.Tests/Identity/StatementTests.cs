using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Identity;

public sealed class StatementTests
{
    private const string Tag = "AKFED-TEST-V0001";
    private static readonly Did Somebody = Did.Parse("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv");

    [Fact]
    public void Lays_out_tag_big_endian_integers_and_length_prefixed_texts()
    {
        var bytes = new StatementWriter(Tag).U8(1).U16(0x0203).U32(0x04050607).U64(0x08090a0b0c0d0e0f).Text("é").Bytes([0xff]).ToArray();

        Assert.Equal(
            Convert.ToHexStringLower("AKFED-TEST-V0001"u8) + "01" + "0203" + "04050607" + "08090a0b0c0d0e0f" + "0002c3a9" + "ff",
            Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Reads_what_was_written()
    {
        var bytes = new StatementWriter(Tag).U8(1).U16(2).U32(3).U64(4).Text("five").Did(Somebody).Bytes([6, 7]).ToArray();

        var reader = new StatementReader(bytes, Tag);
        Assert.Equal(1, reader.U8());
        Assert.Equal(2, reader.U16());
        Assert.Equal(3u, reader.U32());
        Assert.Equal(4ul, reader.U64());
        Assert.Equal("five", reader.Text());
        Assert.Equal(Somebody, reader.Did());
        Assert.Equal([6, 7], reader.Bytes(2).ToArray());
        Assert.True(reader.Finish(out _));
    }

    [Fact]
    public void Every_shorter_prefix_is_refused()
    {
        var bytes = new StatementWriter(Tag).U8(1).U64(4).Text("five").Did(Somebody).ToArray();
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(ReadAll(bytes.AsSpan(0, length)), $"accepted {length} of {bytes.Length} bytes");
        Assert.True(ReadAll(bytes));
        Assert.False(ReadAll([.. bytes, 0]));
    }

    [Fact]
    public void The_first_failure_stays_and_reads_give_nothing_after_it()
    {
        var reader = new StatementReader(new StatementWriter(Tag).U16(500).ToArray(), Tag);

        Assert.Equal("", reader.Text(10));
        Assert.Equal(0u, reader.U32());
        Assert.False(reader.Finish(out var error));
        Assert.Equal("a text is longer than 10 bytes", error);
    }

    [Fact]
    public void Another_domains_statement_is_refused()
    {
        var reader = new StatementReader(new StatementWriter("AKFED-SEAL-V0001").ToArray(), Tag);

        Assert.False(reader.Finish(out var error));
        Assert.Contains(Tag, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_no_text()
    {
        var reader = new StatementReader(new StatementWriter(Tag).U16(1).U8(0xc3).ToArray(), Tag);

        reader.Text();
        Assert.False(reader.Finish(out var error));
        Assert.Equal("a text is not UTF-8", error);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("AKFED-TEST-V00012")]
    [InlineData("AKFED-TÉST-V0001")]
    public void A_tag_has_sixteen_ascii_characters(string tag) => Assert.Throws<ArgumentException>(() => new StatementWriter(tag));

    private static bool ReadAll(ReadOnlySpan<byte> bytes)
    {
        var reader = new StatementReader(bytes, Tag);
        reader.U8();
        reader.U64();
        reader.Text();
        reader.Did();
        return reader.Finish(out _);
    }
}
