using System.Buffers.Binary;

namespace AkkaFederation.KeyValue;

/// <summary>Reads what <see cref="FieldWriter"/> writes; every length is checked before anything is set aside for it.</summary>
internal sealed class FieldReader(Stream input)
{
    private readonly byte[] _field = new byte[8];

    public byte U8() => Field(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Field(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Field(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Field(8));

    /// <exception cref="FormatException">Longer than it may be, or the stream ends before.</exception>
    public byte[] Bytes(long length, int most = 64 * 1024)
    {
        if (length > most) throw new FormatException($"a field of {length} bytes, more than {most}");
        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    /// <exception cref="FormatException">Something follows.</exception>
    public void Finish()
    {
        if (input.ReadByte() >= 0) throw new FormatException("bytes follow the snapshot");
    }

    private ReadOnlySpan<byte> Field(int length)
    {
        Fill(_field.AsSpan(0, length));
        return _field.AsSpan(0, length);
    }

    private void Fill(Span<byte> target)
    {
        if (input.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length) throw new FormatException("the snapshot ends early");
    }
}
