using System.Buffers.Binary;

namespace AkkaFederation.KeyValue;

/// <summary>Big-endian fields, one after the other, into a stream.</summary>
internal sealed class FieldWriter(Stream output)
{
    private readonly byte[] _field = new byte[8];

    public FieldWriter U8(byte value)
    {
        output.WriteByte(value);
        return this;
    }

    public FieldWriter U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_field, value);
        return Bytes(_field.AsSpan(0, 2));
    }

    public FieldWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_field, value);
        return Bytes(_field.AsSpan(0, 4));
    }

    public FieldWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_field, value);
        return Bytes(_field);
    }

    public FieldWriter Bytes(ReadOnlySpan<byte> value)
    {
        output.Write(value);
        return this;
    }
}
