using System.Buffers.Binary;
using System.Collections.Immutable;

namespace AkkaFederation.Discovery;

/// <summary>
/// Reads DNS messages from anybody (RFC 1035, 4.1). Whatever they contain, the work is bounded by their length: a pointer
/// must lead to before everything that its name has come from, so a name cannot turn in a circle; counts are held against
/// the bytes that are there before anything is allocated. Records of classes other than IN are left out.
/// </summary>
internal ref struct DnsReader
{
    /// <summary>The most that a multicast DNS packet may have, headers included (RFC 6762, 17).</summary>
    public const int MaxPacket = 9000;

    private const int HeaderBytes = 12;
    private const int LeastQuestion = 5;
    private const int LeastRecord = 11;
    private const ushort ClassIn = 1;
    private const ushort ClassAny = 255;
    private const ushort TopBit = 0x8000;
    private readonly ReadOnlySpan<byte> _packet;
    private int _at;
    private MdnsRefusal? _refusal;

    private DnsReader(ReadOnlySpan<byte> packet) => _packet = packet;

    /// <summary>The message, or null and the reason.</summary>
    public static DnsMessage? Read(ReadOnlySpan<byte> packet, out MdnsRefusal refusal)
    {
        var reader = new DnsReader(packet);
        var message = reader.Message();
        refusal = reader._refusal.GetValueOrDefault();
        return reader._refusal is null ? message : null;
    }

    private DnsMessage? Message()
    {
        if (_packet.Length > MaxPacket) return Refuse<DnsMessage>(MdnsRefusal.PacketTooLong);
        if (_packet.Length < HeaderBytes) return Refuse<DnsMessage>(MdnsRefusal.Truncated);
        var message = new DnsMessage { Id = Number(), Flags = Number() };
        var (questions, answers, authorities, additionals) = (Number(), Number(), Number(), Number());
        var least = (questions * LeastQuestion) + ((answers + authorities + additionals) * LeastRecord);
        if (least > _packet.Length - HeaderBytes) return Refuse<DnsMessage>(MdnsRefusal.CountTooLarge);
        for (var i = 0; i < questions && _refusal is null; i++) Question(message.Questions);
        Records(message.Answers, answers);
        Records(message.Authorities, authorities);
        Records(message.Additionals, additionals);
        return message;
    }

    private void Question(List<DnsQuestion> questions)
    {
        if (Name() is not { } name || !Has(4)) return;
        var (type, kind) = (Number(), Number());
        if ((kind & ~TopBit) is ClassIn or ClassAny) questions.Add(new DnsQuestion(name, type, (kind & TopBit) != 0));
    }

    private void Records(List<DnsRecord> records, int count)
    {
        for (var i = 0; i < count && _refusal is null; i++) Record(records);
    }

    private void Record(List<DnsRecord> records)
    {
        if (Name() is not { } name || !Has(10)) return;
        var (type, kind) = (Number(), Number());
        var ttl = BinaryPrimitives.ReadUInt32BigEndian(_packet[_at..]);
        _at += 4;
        int length = Number();
        if (!Has(length)) return;
        var end = _at + length;
        var data = Data(type, end);
        _at = end;
        if (data is not { } bytes || (kind & ~TopBit) != ClassIn) return;

        // The top bit of a TTL means nothing but an error of the sender's (RFC 2181, 8).
        records.Add(new DnsRecord(name, type, ttl > int.MaxValue ? 0 : ttl, bytes, (kind & TopBit) != 0));
    }

    private ImmutableArray<byte>? Data(ushort type, int end)
    {
        var length = end - _at;
        switch (type)
        {
            case DnsType.Ptr: return NameData(head: 0, end);
            case DnsType.Srv: return length > 6 ? NameData(head: 6, end) : Bad();
            case DnsType.A when length != 4:
            case DnsType.Aaaa when length != 16: return Bad();
            default: return [.. _packet[_at..end]];
        }
    }

    private ImmutableArray<byte>? NameData(int head, int end)
    {
        var start = _at;
        _at += head;
        if (Name() is not { } name) return null;
        return _at == end ? [.. _packet.Slice(start, head), .. name.Wire] : Bad();
    }

    private DnsName? Name()
    {
        Span<byte> wire = stackalloc byte[DnsName.MaxBytes];
        var (written, position, limit, after) = (0, _at, _at, -1);
        while (true)
        {
            if (position >= _packet.Length) return Refuse<DnsName>(MdnsRefusal.Truncated);
            var length = _packet[position];
            if (length >= 0xc0)
            {
                if (position + 1 >= _packet.Length) return Refuse<DnsName>(MdnsRefusal.Truncated);
                var target = ((length & 0x3f) << 8) | _packet[position + 1];
                if (after < 0) after = position + 2;
                if (target >= limit || target < HeaderBytes) return Refuse<DnsName>(MdnsRefusal.BadPointer);
                position = limit = target;
                continue;
            }

            if (length > DnsName.MaxLabelBytes || written + length + 1 > DnsName.MaxBytes) return Refuse<DnsName>(MdnsRefusal.BadName);
            if (position + 1 + length > _packet.Length) return Refuse<DnsName>(MdnsRefusal.Truncated);
            _packet.Slice(position, length + 1).CopyTo(wire[written..]);
            written += length + 1;
            position += length + 1;
            if (length == 0) break;
        }

        _at = after < 0 ? position : after;
        return DnsName.FromWire(wire[..written]);
    }

    private ushort Number()
    {
        var value = BinaryPrimitives.ReadUInt16BigEndian(_packet[_at..]);
        _at += 2;
        return value;
    }

    private bool Has(int bytes)
    {
        if (_at + bytes <= _packet.Length) return true;
        _refusal ??= MdnsRefusal.Truncated;
        return false;
    }

    private ImmutableArray<byte>? Bad()
    {
        _refusal ??= MdnsRefusal.BadRecord;
        return null;
    }

    private T? Refuse<T>(MdnsRefusal refusal)
        where T : class
    {
        _refusal ??= refusal;
        return null;
    }
}
