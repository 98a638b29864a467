using System.Buffers;
using System.Buffers.Binary;

namespace AkkaFederation.Engine.Remote;

/// <summary>How reading the next frame ended.</summary>
internal enum FrameStatus
{
    Frame,
    EndOfStream,
    Cut,
    TooLong,
    Empty,
}

/// <summary>
/// Cuts a stream into frames on pooled memory. A frame's length is checked before anything is allocated for it, and the
/// buffer grows only as bytes arrive, so that announcing a long frame costs the announcer, not us.
/// </summary>
internal sealed class FrameReader(Stream stream, int initialCapacity) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(initialCapacity);
    private int _start;
    private int _end;
    private int _bodyStart;
    private int _bodyLength;

    /// <summary>Size to which the buffer returns when nothing is left in it.</summary>
    public int Capacity { get; set; } = initialCapacity;

    public int MaximumFrame { get; set; } = FrameFormat.MaximumHelloFrame;

    /// <summary>Announced length of the frame that was refused, for diagnosis.</summary>
    public uint AnnouncedLength { get; private set; }

    public byte Type { get; private set; }

    public long BytesRead { get; private set; }

    /// <summary>Body of the current frame; valid until the next read.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart, _bodyLength);

    public async ValueTask<FrameStatus> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var status = TryTake();
            if (status is not null) return status.Value;
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancel).ConfigureAwait(false);
            if (read == 0) return _end == _start ? FrameStatus.EndOfStream : FrameStatus.Cut;
            _end += read;
            BytesRead += read;
        }
    }

    /// <summary>Takes the next frame out of what was read already; null if it is not complete.</summary>
    public FrameStatus? TryTake()
    {
        var available = _end - _start;
        if (available < FrameFormat.LengthBytes) return null;
        AnnouncedLength = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        if (AnnouncedLength == 0) return FrameStatus.Empty;
        if (AnnouncedLength > (uint)(MaximumFrame - FrameFormat.LengthBytes)) return FrameStatus.TooLong;
        var length = (int)AnnouncedLength;
        if (available < FrameFormat.LengthBytes + length) return null;

        Type = _buffer[_start + FrameFormat.LengthBytes];
        _bodyStart = _start + FrameFormat.LengthBytes + 1;
        _bodyLength = length - 1;
        _start += FrameFormat.LengthBytes + length;
        return FrameStatus.Frame;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length < Capacity || _buffer.Length > Capacity * 4) Replace(Capacity);
            return;
        }

        if (_end < _buffer.Length) return;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else
        {
            Replace(_buffer.Length * 2);
        }
    }

    private void Replace(int capacity)
    {
        var other = ArrayPool<byte>.Shared.Rent(capacity);
        _buffer.AsSpan(_start, _end - _start).CopyTo(other);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = other;
        _end -= _start;
        _start = 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
