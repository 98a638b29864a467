using System.Buffers.Binary;

namespace AkkaFederation.Engine.Persistence;

/// <summary>Reads the records of a segment from a place on, in order. Every block is checked before a byte of it is used.</summary>
internal sealed class WalCursor(WalSegment segment)
{
    private const int ChunkBlocks = 128;
    private readonly byte[] _chunk = new byte[ChunkBlocks * WalBlock.Size];
    private byte[] _record = new byte[1024];
    private uint _chunkFirst;
    private int _chunkBlocks;
    private long _checked = -1;
    private long _position;
    private long _frameEnd;
    private int _length;

    /// <summary>Where the record begins that <see cref="Next"/> has found.</summary>
    public long Position { get; private set; }

    /// <summary>The record, without its length.</summary>
    public ReadOnlySpan<byte> Record => _record.AsSpan(0, _length);

    /// <summary>Goes to the beginning of a record.</summary>
    public void Seek(long position)
    {
        uint start = WalBlock.StartOf(Block((uint)(position / WalBlock.Body)));
        OpenFrame(start);
        _position = position;
    }

    /// <summary>Goes to the first frame of the segment.</summary>
    public void SeekStart() => OpenFrame(1);

    /// <summary>Goes on to the next record, into the next frame where one ends. Ask no further than what is known to be there.</summary>
    public void Next()
    {
        if (_position == _frameEnd)
            OpenFrame((uint)((_frameEnd + WalBlock.Body - 1) / WalBlock.Body));
        Position = _position;
        Span<byte> length = stackalloc byte[WalRecord.LengthSize];
        Copy(length);
        _length = BinaryPrimitives.ReadInt32BigEndian(length);
        if (_length <= 0 || _position + _length > _frameEnd)
            throw Damaged("a record ends outside of its frame");
        if (_record.Length < _length)
            _record = new byte[Math.Max(_length, _record.Length * 2)];
        Copy(_record.AsSpan(0, _length));
    }

    public WalRecordView View() => WalRecordView.TryParse(Record, out WalRecordView view) ? view : throw Damaged("a record is not whole");

    private void OpenFrame(uint start)
    {
        if (WalBlock.StartOf(Block(start)) != start)
            throw WalErrors.Corrupt(segment.Path, (long)start * WalBlock.Size, "no frame begins there");
        _position = (long)start * WalBlock.Body;
        _frameEnd = _position + WalFrameBuffer.HeaderSize;
        Span<byte> header = stackalloc byte[WalFrameBuffer.HeaderSize];
        Copy(header);
        _frameEnd += BinaryPrimitives.ReadUInt32BigEndian(header);
    }

    private void Copy(Span<byte> to)
    {
        while (!to.IsEmpty)
        {
            int inBlock = (int)(_position % WalBlock.Body);
            ReadOnlySpan<byte> body = Block((uint)(_position / WalBlock.Body)).Slice(WalBlock.Prefix + inBlock, Math.Min(WalBlock.Body - inBlock, to.Length));
            body.CopyTo(to);
            to = to[body.Length..];
            _position += body.Length;
        }
    }

    private ReadOnlySpan<byte> Block(uint index)
    {
        if (index >= segment.Blocks)
            throw WalErrors.Corrupt(segment.Path, segment.Header.Size, "a record goes on behind the end");
        if (index < _chunkFirst || index >= _chunkFirst + _chunkBlocks)
            Load(index);
        ReadOnlySpan<byte> block = _chunk.AsSpan((int)(index - _chunkFirst) * WalBlock.Size, WalBlock.Size);
        if (_checked != index && WalBlock.Inspect(block, segment.Seed, index) != WalBlockState.Valid)
            throw WalErrors.Corrupt(segment.Path, (long)index * WalBlock.Size, "a block fails its check sum");
        _checked = index;
        return block;
    }

    private void Load(uint index)
    {
        try
        {
            _chunkBlocks = segment.File.Read((long)index * WalBlock.Size, _chunk) / WalBlock.Size;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WalErrors.From(segment.Path, e);
        }

        _chunkFirst = index;
        _checked = -1;
        if (_chunkBlocks == 0)
            throw WalErrors.Corrupt(segment.Path, (long)index * WalBlock.Size, "the file ends there");
    }

    private EventStoreException Damaged(string what) =>
        WalErrors.Corrupt(segment.Path, Position / WalBlock.Body * WalBlock.Size, what);
}
