namespace AkkaFederation.Node.Verify;

/// <summary>The lines of a stream as bytes, one at a time: what is hashed is what stood there, not what a decoder made of it.</summary>
internal sealed class ByteLines(Stream stream, int longest)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private byte[] _line = new byte[4096];
    private int _length;

    /// <summary>Bytes up to and including the end of the last line that was given out.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether the last line given out had its end.</summary>
    public bool Ended { get; private set; }

    /// <summary>Lines without their end, valid until the next one; one that is too long is cut just above the limit.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Read()
    {
        long position = 0;
        for (int count; (count = stream.Read(_buffer)) > 0; position += count)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(_buffer, (byte)'\n', start, count - start)) >= 0; start = end + 1)
            {
                Append(_buffer.AsSpan(start, end - start));
                (Offset, Ended) = (position + end + 1, true);
                yield return _line.AsMemory(0, _length);
                _length = 0;
            }

            Append(_buffer.AsSpan(start, count - start));
        }

        if (_length == 0) yield break;
        (Offset, Ended) = (position, false);
        yield return _line.AsMemory(0, _length);
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        part = part[..Math.Min(part.Length, longest + 1 - _length)];
        if (_length + part.Length > _line.Length) Array.Resize(ref _line, Math.Max(_line.Length * 2, _length + part.Length));
        part.CopyTo(_line.AsSpan(_length));
        _length += part.Length;
    }
}
