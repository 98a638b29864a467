using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Reads a segment from its beginning and decides where it ends. One frame at a time is written and synced before the next,
/// so at most the last frame of the journal can be torn, and what is torn was never acknowledged. The rules:
/// 1. frames follow one another by number; the first block that does not begin the next frame is where the log ends;
/// 2. behind the end a block may be empty, belong to the next frame, or be cut: all this a torn write leaves;
/// 3. anything else there is damage, and so is a whole frame of a later number: the log is not used then.
/// </summary>
internal sealed class WalScan
{
    private const int ChunkBlocks = 2048;
    private readonly WalSegment _segment;
    private readonly Action<uint, IReadOnlyList<WalChange>> _apply;
    private readonly byte[] _chunk = new byte[ChunkBlocks * WalBlock.Size];
    private readonly List<WalChange> _changes = [];
    private byte[] _body = new byte[ChunkBlocks * WalBlock.Body];
    private string _id = "";
    private byte[] _idBytes = [];
    private uint _chunkFirst;
    private int _chunkBlocks;

    public WalScan(WalSegment segment, Action<uint, IReadOnlyList<WalChange>> apply)
    {
        _segment = segment;
        _apply = apply;
    }

    /// <summary>The number that the next frame will have; 0 before the first one is known.</summary>
    public ulong NextFrame { get; private set; }

    /// <summary>The block behind the last frame.</summary>
    public uint End { get; private set; } = 1;

    /// <summary>First block of the last frame; 0 if there is none.</summary>
    public uint LastStart { get; private set; }

    /// <summary>Whether the segment was ended so that the next one goes on.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>Blocks behind the end that a torn write has left; they must be cleared.</summary>
    public IReadOnlyList<uint> Torn { get; private set; } = [];

    /// <param name="nextFrame">Number of the first frame; 0 where any is right.</param>
    /// <exception cref="EventStoreException">The segment is damaged, or cannot be read.</exception>
    public void Run(ulong nextFrame)
    {
        NextFrame = nextFrame;
        while (!IsSealed && End < _segment.Blocks && TryFrame())
        {
            // Each step is one frame.
        }

        CheckRest();
    }

    /// <summary>Whether nothing was ever written to the segment; then the next frame is known all the same.</summary>
    public bool IsUntouched(ulong nextFrame)
    {
        NextFrame = nextFrame;
        for (uint index = 1; index < _segment.Blocks; index++)
        {
            if (Inspect(Block(index), index) != WalBlockState.Empty)
                return false;
        }

        return true;
    }

    private bool TryFrame()
    {
        ReadOnlySpan<byte> first = Block(End);
        if (Inspect(first, End) != WalBlockState.Valid || WalBlock.StartOf(first) != End)
            return false;
        ulong frame = WalBlock.FrameOf(first);
        if (NextFrame != 0 && frame != NextFrame)
            return false;
        int length = BinaryPrimitives.ReadInt32BigEndian(first[WalBlock.Prefix..]);
        int count = BinaryPrimitives.ReadInt32BigEndian(first[(WalBlock.Prefix + 4)..]);
        int blocks = length < 0 ? 0 : WalFrameBuffer.BlocksFor(length);
        if (length <= 0 || length > WalFrameBuffer.MaxLength || count <= 0 || End + (long)blocks > _segment.Blocks)
            throw Damaged(End, "the header of a frame makes no sense");
        NextFrame = frame;
        if (!TryCollect(frame, blocks))
            return false;
        Decode(_body.AsSpan(WalFrameBuffer.HeaderSize, length), count);
        _apply(End, _changes);
        LastStart = End;
        End += (uint)blocks;
        NextFrame++;
        return true;
    }

    // The bodies of the frame's blocks, end to end; false if one is not there.
    private bool TryCollect(ulong frame, int blocks)
    {
        if (_body.Length < blocks * WalBlock.Body)
            _body = new byte[blocks * WalBlock.Body];
        for (int i = 0; i < blocks; i++)
        {
            uint index = End + (uint)i;
            ReadOnlySpan<byte> block = Block(index);
            if (Inspect(block, index) != WalBlockState.Valid || WalBlock.FrameOf(block) != frame || WalBlock.StartOf(block) != End)
                return false;
            block.Slice(WalBlock.Prefix, WalBlock.Body).CopyTo(_body.AsSpan(i * WalBlock.Body));
        }

        return true;
    }

    private void Decode(ReadOnlySpan<byte> records, int count)
    {
        _changes.Clear();
        int offset = 0;
        for (int i = 0; i < count; i++)
        {
            int length = records.Length - offset < WalRecord.LengthSize ? -1 : BinaryPrimitives.ReadInt32BigEndian(records[offset..]);
            int size = WalRecord.LengthSize + length;
            if (length <= 0 || length > records.Length - offset - WalRecord.LengthSize || !WalRecordView.TryParse(records.Slice(offset + WalRecord.LengthSize, length), out WalRecordView view))
                throw Damaged(End, string.Create(CultureInfo.InvariantCulture, $"record {i + 1} of a frame of {count} makes no sense"));
            _changes.Add(ChangeOf(view, offset, size));
            offset += size;
            IsSealed |= view.Kind == WalRecordKind.Sealed;
        }

        if (offset != records.Length)
            throw Damaged(End, "a frame is longer than its records");
    }

    private WalChange ChangeOf(in WalRecordView view, int offset, int size) => view.Kind switch
    {
        WalRecordKind.Event or WalRecordKind.Moved => new WalChange(view.Kind, Text(view.Id), view.SequenceNr, 0, 0, offset, size),
        WalRecordKind.Mark => new WalChange(view.Kind, Text(view.Id), view.SequenceNr, view.DeletedTo, 0, offset, size),
        WalRecordKind.Moving or WalRecordKind.Reclaimed => new WalChange(view.Kind, "", 0, 0, view.Segment, offset, size),
        _ => new WalChange(view.Kind, "", 0, 0, 0, offset, size),
    };

    // One id usually writes many events in a row.
    private string Text(ReadOnlySpan<byte> id)
    {
        if (!id.SequenceEqual(_idBytes))
        {
            _idBytes = id.ToArray();
            _id = Encoding.UTF8.GetString(id);
        }

        return _id;
    }

    private void CheckRest()
    {
        var torn = new List<uint>();
        for (uint index = End; index < _segment.Blocks; index++)
        {
            ReadOnlySpan<byte> block = Block(index);
            switch (Inspect(block, index))
            {
                case WalBlockState.Empty:
                    break;
                case WalBlockState.Damaged:
                    throw Damaged(index, "a block fails its check sum, and not as a torn write would leave it");
                case WalBlockState.Valid when IsSealed || WalBlock.StartOf(block) != End || (NextFrame != 0 && WalBlock.FrameOf(block) != NextFrame):
                    throw Damaged(End, string.Create(CultureInfo.InvariantCulture,
                        $"the log breaks off there, but goes on at byte {(long)index * WalBlock.Size}"));
                default:
                    torn.Add(index);
                    break;
            }
        }

        if (IsSealed && torn.Count > 0)
            throw Damaged(torn[0], "there is something behind the end of a full segment");
        Torn = torn;
    }

    private WalBlockState Inspect(ReadOnlySpan<byte> block, uint index) => WalBlock.Inspect(block, _segment.Seed, index);

    private ReadOnlySpan<byte> Block(uint index)
    {
        if (index < _chunkFirst || index >= _chunkFirst + _chunkBlocks)
        {
            _chunkFirst = index;
            _chunkBlocks = _segment.File.Read((long)index * WalBlock.Size, _chunk) / WalBlock.Size;
            if (_chunkBlocks == 0)
                throw Damaged(index, "the file ends there");
        }

        return _chunk.AsSpan((int)(index - _chunkFirst) * WalBlock.Size, WalBlock.Size);
    }

    private EventStoreException Damaged(uint block, string what) => WalErrors.Corrupt(_segment.Path, (long)block * WalBlock.Size, what);
}
