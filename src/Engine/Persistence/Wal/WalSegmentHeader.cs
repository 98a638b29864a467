using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>First block of a segment (docs/formats.md, "Journal segments").</summary>
/// <param name="Log">Names the journal: the same in all of its segments, and in no other's.</param>
/// <param name="Number">Counts the segments of the journal, from 1.</param>
/// <param name="Salt">Random, for the check sums of the segment's blocks.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="First">Oldest segment that was needed when this one was made.</param>
internal sealed record WalSegmentHeader(Guid Log, ulong Number, ulong Salt, long Size, ulong First)
{
    private const int CrcAt = WalBlock.Size - 4;

    private static ReadOnlySpan<byte> Tag => "AKFED-WAL-SEG-V1"u8;

    public byte[] Encode()
    {
        byte[] block = new byte[WalBlock.Size];
        Tag.CopyTo(block);
        Log.TryWriteBytes(block.AsSpan(16), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64BigEndian(block.AsSpan(32), Number);
        BinaryPrimitives.WriteUInt64BigEndian(block.AsSpan(40), Salt);
        BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(48), Size);
        BinaryPrimitives.WriteUInt64BigEndian(block.AsSpan(56), First);
        BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(CrcAt), WalBlock.Crc32C(block.AsSpan(0, CrcAt)));
        return block;
    }

    /// <exception cref="EventStoreException">Not a segment, a newer one, or a damaged one.</exception>
    public static WalSegmentHeader Decode(string file, ReadOnlySpan<byte> block)
    {
        int version = Tag.Length - 1;
        bool whole = block.Length == WalBlock.Size;
        bool valid = whole && BinaryPrimitives.ReadUInt32BigEndian(block[CrcAt..]) == WalBlock.Crc32C(block[..CrcAt]);
        if (!block.StartsWith(Tag))
        {
            if (valid && block.StartsWith(Tag[..version]))
                throw WalErrors.Newer(file, Encoding.ASCII.GetString(block.Slice(version, 1)));

            // A flipped bit or two in the tag is damage; anything else is somebody else's file.
            throw Distance(block, Tag) <= 2 ? WalErrors.Corrupt(file, 0, "its header fails its check sum") : WalErrors.NotASegment(file);
        }

        if (!valid)
            throw WalErrors.Corrupt(file, 0, whole ? "its header fails its check sum" : "its header is cut off");
        var header = new WalSegmentHeader(
            new Guid(block.Slice(16, 16), bigEndian: true),
            BinaryPrimitives.ReadUInt64BigEndian(block[32..]),
            BinaryPrimitives.ReadUInt64BigEndian(block[40..]),
            BinaryPrimitives.ReadInt64BigEndian(block[48..]),
            BinaryPrimitives.ReadUInt64BigEndian(block[56..]));
        if (header.Size < 2 * WalBlock.Size || header.Size % WalBlock.Size != 0 || header.Size / WalBlock.Size > uint.MaxValue)
            throw WalErrors.Corrupt(file, 48, "its header promises an impossible size");
        return header;
    }

    private static int Distance(ReadOnlySpan<byte> block, ReadOnlySpan<byte> tag)
    {
        int bits = Math.Max(0, tag.Length - block.Length) * 8;
        for (int i = 0; i < Math.Min(tag.Length, block.Length); i++)
            bits += int.PopCount(block[i] ^ tag[i]);
        return bits;
    }
}
