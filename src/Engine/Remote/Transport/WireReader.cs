using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Reads one frame's body. Nothing is allocated before a length was checked against both its limit and what is left.
/// After the first violation <see cref="Failed"/> stays set and every read returns a default value.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public bool Failed { get; private set; }

    public void Fail() => Failed = true;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte ReadByte()
    {
        if (_rest.IsEmpty)
        {
            Failed = true;
            return 0;
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public long ReadInt64()
    {
        var bytes = ReadBytes(8);
        return Failed ? 0 : BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    public uint ReadVarint()
    {
        if (!_rest.IsEmpty && _rest[0] < 0x80)
        {
            uint single = _rest[0];
            _rest = _rest[1..];
            return single;
        }

        return ReadLongVarint();
    }

    private uint ReadLongVarint()
    {
        ulong value = 0;
        for (var i = 0; i < 5 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            if (value <= uint.MaxValue) return (uint)value;
            break;
        }

        Failed = true;
        return 0;
    }

    public ReadOnlySpan<byte> ReadBytes(uint length)
    {
        if (Failed || length > (uint)_rest.Length)
        {
            Failed = true;
            return default;
        }

        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }

    /// <summary>Varint length, then UTF-8 without control characters (paths and names reach logs).</summary>
    public string ReadText(int limit)
    {
        var length = ReadVarint();
        if (length > (uint)limit) Failed = true;
        var bytes = ReadBytes(length);
        if (Failed) return "";
        var text = Encoding.UTF8.GetString(bytes);
        foreach (var c in text)
            if (char.IsControl(c)) Failed = true;
        return Failed ? "" : text;
    }
}
