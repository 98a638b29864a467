using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Identity;

/// <summary>
/// Writes the one binary layout of a statement that is signed, hashed or stored: a domain tag of 16 ASCII bytes first,
/// integers big-endian, texts as a 16-bit length and UTF-8. Two different statements never have the same bytes.
/// </summary>
internal sealed class StatementWriter
{
    public const int TagLength = 16;

    private readonly ArrayBufferWriter<byte> _buffer;

    public StatementWriter(string tag, int capacity = 256)
    {
        if (tag.Length != TagLength || !Ascii.IsValid(tag))
            throw new ArgumentException($"A domain tag has {TagLength} ASCII characters: '{tag}'.", nameof(tag));
        _buffer = new ArrayBufferWriter<byte>(capacity);
        Encoding.ASCII.GetBytes(tag, _buffer);
    }

    public int Length => _buffer.WrittenCount;

    public ReadOnlySpan<byte> Span => _buffer.WrittenSpan;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public StatementWriter U8(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public StatementWriter U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
        return this;
    }

    public StatementWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public StatementWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    /// <summary>Raw bytes; their length must be fixed by the layout or written before.</summary>
    public StatementWriter Bytes(ReadOnlySpan<byte> value)
    {
        _buffer.Write(value);
        return this;
    }

    /// <summary>A text as u16 length in bytes and UTF-8.</summary>
    /// <exception cref="ArgumentException">Longer than 65,535 bytes.</exception>
    public StatementWriter Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        if (length > ushort.MaxValue) throw new ArgumentException("A text in a statement has at most 65,535 bytes.", nameof(value));
        U16((ushort)length);
        Encoding.UTF8.GetBytes(value, _buffer);
        return this;
    }

    public StatementWriter Did(Did value) => Text(value.Value);
}
