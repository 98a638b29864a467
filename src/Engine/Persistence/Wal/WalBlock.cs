using System.Buffers.Binary;
using System.Numerics;

namespace AkkaFederation.Engine.Persistence;

/// <summary>What a block of a segment turns out to be.</summary>
internal enum WalBlockState
{
    /// <summary>Never written.</summary>
    Empty,

    /// <summary>As it was written.</summary>
    Valid,

    /// <summary>Written from its beginning, but not to its end: zeros stand where its check sum belongs.</summary>
    Cut,

    /// <summary>Neither: its content has changed after it was written.</summary>
    Damaged,
}

/// <summary>
/// A segment is a row of blocks of 512 bytes, the unit that a disk writes whole or not at all; each says where it belongs
/// and carries its own CRC-32C, so that a write that a crash has torn (some blocks there, others still empty) is told from
/// content that has changed. Layout: docs/formats.md, "Journal segments". The CRC covers the salt and number of the segment
/// and the index of the block: what lies there from other times or places does not pass.
/// </summary>
internal static class WalBlock
{
    public const int Size = 512;

    /// <summary>Number of the frame (u64) and index of the frame's first block (u32).</summary>
    public const int Prefix = 12;

    public const int Body = Size - Prefix - CrcLength;

    private const int CrcLength = 4;
    private const int CrcAt = Size - CrcLength;

    /// <summary>State of the check sum after what is common to all blocks of a segment.</summary>
    public static uint Seed(ulong salt, ulong segment)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReverseEndianness(salt));
        return BitOperations.Crc32C(crc, BinaryPrimitives.ReverseEndianness(segment));
    }

    /// <summary>Completes a block whose body is in place.</summary>
    public static void Seal(Span<byte> block, uint seed, uint index, ulong frame, uint start)
    {
        BinaryPrimitives.WriteUInt64BigEndian(block, frame);
        BinaryPrimitives.WriteUInt32BigEndian(block[8..], start);
        BinaryPrimitives.WriteUInt32BigEndian(block[CrcAt..], Crc(block, seed, index));
    }

    public static WalBlockState Inspect(ReadOnlySpan<byte> block, uint seed, uint index)
    {
        uint written = BinaryPrimitives.ReadUInt32BigEndian(block[CrcAt..]);
        if (written == 0 && !block.ContainsAnyExcept((byte)0))
            return WalBlockState.Empty;
        uint right = Crc(block, seed, index);
        if (written == right)
            return WalBlockState.Valid;
        return written == 0 || IsCut(written, right) ? WalBlockState.Cut : WalBlockState.Damaged;
    }

    public static ulong FrameOf(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt64BigEndian(block);

    public static uint StartOf(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt32BigEndian(block[8..]);

    /// <summary>CRC-32C (Castagnoli) over whole bytes, as in RFC 3720, appendix B.4.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes) => ~Continue(uint.MaxValue, bytes);

    private static uint Crc(ReadOnlySpan<byte> block, uint seed, uint index) =>
        ~Continue(BitOperations.Crc32C(seed, BinaryPrimitives.ReverseEndianness(index)), block[..CrcAt]);

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    // The check sum itself was cut: its first bytes are right and the others zero. A single bit that differs is a flipped one.
    private static bool IsCut(uint written, uint right)
    {
        if (BitOperations.PopCount(written ^ right) == 1)
            return false;
        return written == (right & 0xff000000) || written == (right & 0xffff0000) || written == (right & 0xffffff00);
    }
}
