namespace AkkaFederation.Consensus;

/// <summary>Takes what a state machine writes, in pieces, so that a long state is not one array.</summary>
internal sealed class PieceStream : Stream
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private byte[] _open = new byte[SnapshotPart.ChunkSize];
    private int _filled;
    private long _length;

    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces
    {
        get
        {
            Flush();
            return _pieces;
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_length + buffer.Length > (long)SnapshotPart.MaxChunks * SnapshotPart.ChunkSize)
            throw new InvalidOperationException($"the state has more than {(long)SnapshotPart.MaxChunks * SnapshotPart.ChunkSize} bytes, the most that a snapshot holds");
        _length += buffer.Length;
        while (buffer.Length > 0)
        {
            var taken = Math.Min(buffer.Length, _open.Length - _filled);
            buffer[..taken].CopyTo(_open.AsSpan(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == _open.Length) Cut();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
        if (_filled > 0) Cut();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Cut()
    {
        _pieces.Add(_open.AsMemory(0, _filled));
        (_open, _filled) = (new byte[SnapshotPart.ChunkSize], 0);
    }
}

/// <summary>Gives the chunks of a restored part to a state machine as one stream.</summary>
internal sealed class ChunkStream(IReadOnlyList<ReadOnlyMemory<byte>> chunks) : Stream
{
    private int _chunk;
    private int _at;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; } = chunks.Sum(c => (long)c.Length);

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_chunk < chunks.Count && _at == chunks[_chunk].Length) (_chunk, _at) = (_chunk + 1, 0);
        if (_chunk == chunks.Count) return 0;
        var taken = Math.Min(buffer.Length, chunks[_chunk].Length - _at);
        chunks[_chunk].Span.Slice(_at, taken).CopyTo(buffer);
        (_at, _position) = (_at + taken, _position + taken);
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
