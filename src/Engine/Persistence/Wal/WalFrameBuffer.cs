using System.Buffers.Binary;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Gathers the records of one frame, the unit that is written with one sync and is there whole or not at all, in blocks as
/// they will lie on the disk. Used again for every frame.
/// </summary>
internal sealed class WalFrameBuffer
{
    /// <summary>Length of all records (u32) and their number (u32).</summary>
    public const int HeaderSize = 8;

    /// <summary>Most that a frame may hold.</summary>
    public const int MaxLength = 1 << 30;

    private const int Keep = 1 << 20;

    private byte[] _blocks = new byte[16 * WalBlock.Size];
    private int _length = HeaderSize;

    /// <summary>Records so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the records so far: where the next one will begin.</summary>
    public int Length => _length - HeaderSize;

    public static int BlocksFor(long records) => (int)((records + HeaderSize + WalBlock.Body - 1) / WalBlock.Body);

    public int Blocks => BlocksFor(Length);

    public void Clear()
    {
        int used = Blocks * WalBlock.Size;
        if (_blocks.Length > Keep)
            _blocks = new byte[16 * WalBlock.Size];
        else
            _blocks.AsSpan(0, Math.Min(used, _blocks.Length)).Clear();
        _length = HeaderSize;
        Count = 0;
    }

    /// <summary>Adds records that have their lengths in front.</summary>
    public void Add(ReadOnlySpan<byte> records, int count = 1)
    {
        Count += count;
        Reserve(BlocksFor(Length + (long)records.Length));
        while (!records.IsEmpty)
        {
            int inBlock = _length % WalBlock.Body;
            int piece = Math.Min(WalBlock.Body - inBlock, records.Length);
            records[..piece].CopyTo(_blocks.AsSpan((_length / WalBlock.Body * WalBlock.Size) + WalBlock.Prefix + inBlock));
            records = records[piece..];
            _length += piece;
        }
    }

    /// <summary>The bytes to be written at the block <paramref name="start"/> of a segment.</summary>
    public ReadOnlySpan<byte> Seal(uint seed, uint start, ulong frame)
    {
        BinaryPrimitives.WriteInt32BigEndian(_blocks.AsSpan(WalBlock.Prefix), Length);
        BinaryPrimitives.WriteInt32BigEndian(_blocks.AsSpan(WalBlock.Prefix + 4), Count);
        Span<byte> all = _blocks.AsSpan(0, Blocks * WalBlock.Size);
        for (int i = 0; i < Blocks; i++)
            WalBlock.Seal(all.Slice(i * WalBlock.Size, WalBlock.Size), seed, start + (uint)i, frame, start);
        return all;
    }

    private void Reserve(int blocks)
    {
        int needed = checked(blocks * WalBlock.Size);
        if (needed > _blocks.Length)
            Array.Resize(ref _blocks, Math.Max(needed, checked(_blocks.Length * 2)));
    }
}
