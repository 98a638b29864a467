using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>The bytes of checkpoints, put together here from docs/formats.md alone; and what is refused.</summary>
public sealed class CheckpointStatementTests
{
    [Fact]
    public void Known_answer_a_checkpoint_is_laid_out_as_documented()
    {
        var chunks = new byte[300_000];
        for (var i = 0; i < chunks.Length; i++) chunks[i] = (byte)i;
        var part = SnapshotPart.Cut("machine", [chunks]).Part.ToDigest();
        var expectedPart = SHA256.HashData([
            .. "AKFED-PARTDG-V01"u8, 0, 7, .. "machine"u8, .. U64(300_000), .. U32(2),
            .. SHA256.HashData(chunks.AsSpan(0, 262_144)), .. SHA256.HashData(chunks.AsSpan(262_144))]);
        Assert.Equal(expectedPart, part.Digest);

        var root = SHA256.HashData("root"u8);
        var terms = SHA256.HashData("terms"u8);
        var statement = CheckpointStatement.Create(9, 2, 1_700_000_000_000, 4, root, terms, [part]);

        byte[] expected = [
            .. "AKFED-CHECKPT-V1"u8, .. U64(9), .. U64(2), .. U64(1_700_000_000_000), .. U64(4), .. root, .. terms,
            0, 1, 0, 7, .. "machine"u8, .. U64(300_000), .. expectedPart];
        Assert.Equal(expected, statement.Bytes);
        Assert.Equal(SHA256.HashData(expected), statement.Digest);
        Assert.True(CheckpointStatement.TryRead(expected, out var again, out _));
        Assert.Null(again.Difference(statement));
    }

    [Fact]
    public void Known_answer_a_manifest_computes_the_statement_from_what_it_holds()
    {
        var log = new RaftLog();
        for (ulong i = 1; i <= 3; i++) log.Append(new LogEntry { Index = i, Term = i < 3 ? 1UL : 5, Time = 10 * i, Kind = EntryKind.NoOp });
        var manifest = new SnapshotManifest(log.BaseToSend(3), 5, 0, []);

        Assert.Equal(log.Tree.Root(3), manifest.Statement.Root);
        Assert.Equal(SHA256.HashData([.. "AKFED-TERMRUN-V1"u8, .. U32(2), .. U64(1), .. U64(1), .. U64(3), .. U64(5)]), manifest.Statement.Terms);
        Assert.Equal((3UL, 5UL, 30UL), (manifest.Statement.Mark, manifest.Statement.MarkTerm, manifest.Statement.Time));
    }

    [Fact]
    public void Known_answer_results_and_voters_are_laid_out_as_documented()
    {
        var ring = new ResultRing();
        ring.Add(2, new byte[] { 9, 8 });
        ring.Advance(4);
        Assert.Equal((byte[])[.. "AKFED-RESULTS-V1"u8, .. U64(1), .. U64(4), .. U32(1), .. U64(2), .. U32(2), 9, 8], ring.Write());

        var output = new ArrayBufferWriter<byte>();
        var part = new VotersPart(new RaftLog());
        part.Apply(new LogEntry { Index = 6, Term = 1, Kind = EntryKind.NoOp });
        part.Write(output);
        Assert.Equal((byte[])[.. "AKFED-VOTPART-V1"u8, .. U64(6), .. U32(1), .. U64(0)], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_truncated_lengthened_or_disordered_statement_is_refused()
    {
        var bytes = CheckpointStatement.Create(9, 2, 3, 4, new byte[32], new byte[32], [new PartDigest("a", 1, new byte[32]), new PartDigest("b", 1, new byte[32])]).Bytes;
        for (var length = 0; length < bytes.Length; length++) Assert.False(CheckpointStatement.TryRead(bytes.AsSpan(0, length), out _, out _));
        Assert.False(CheckpointStatement.TryRead([.. bytes, 0], out _, out _));
        var disordered = bytes.ToArray();
        disordered[Array.LastIndexOf(disordered, (byte)'b')] = (byte)'a';
        Assert.False(CheckpointStatement.TryRead(disordered, out _, out var error));
        Assert.Contains("strictly ascending", error);
        Assert.Throws<ArgumentException>(() => CheckpointStatement.Create(9, 2, 3, 10, new byte[32], new byte[32], []));
        Assert.Throws<ArgumentException>(() => CheckpointStatement.Create(0, 2, 3, 0, new byte[32], new byte[32], []));
    }

    [Fact]
    public void A_difference_names_the_part()
    {
        var one = CheckpointStatement.Create(9, 2, 3, 4, new byte[32], new byte[32], [new PartDigest("machine", 1, new byte[32])]);
        var other = CheckpointStatement.Create(9, 2, 3, 4, new byte[32], new byte[32], [new PartDigest("machine", 1, SHA256.HashData("x"u8))]);
        var without = CheckpointStatement.Create(9, 2, 3, 4, new byte[32], new byte[32], []);

        Assert.Equal("part 'machine'", one.Difference(other));
        Assert.Equal("part 'machine', which only one of the two has", one.Difference(without));
    }

    private static byte[] U64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
