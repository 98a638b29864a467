using System.Buffers.Binary;

namespace AkkaFederation.Discovery;

/// <summary>
/// Writes one DNS message with compressed names: questions, answers, authorities, additionals, in that order. What no
/// longer fits is not written, and the caller begins the next packet with it.
/// </summary>
internal sealed class DnsWriter
{
    /// <summary>What fits into an Ethernet frame under IPv6 and UDP.</summary>
    public const int MaxPacket = 1452;

    private const int HeaderBytes = 12;
    private const int PointerReach = 0x4000;
    private const ushort ClassIn = 1;
    private const ushort TopBit = 0x8000;
    private readonly byte[] _packet = new byte[DnsReader.MaxPacket];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly int _limit;
    private readonly bool _legacy;
    private int _length = HeaderBytes;

    /// <param name="id">0 in multicast.</param>
    /// <param name="flags">Such as <see cref="DnsMessage.ResponseFlags"/>.</param>
    /// <param name="legacy">For plain DNS clients: no cache-flush bits, TTLs of at most 10 s, SRV targets uncompressed (RFC 6762, 6.7).</param>
    /// <param name="limit">Most bytes.</param>
    public DnsWriter(ushort id, ushort flags, bool legacy = false, int limit = MaxPacket)
    {
        (_limit, _legacy) = (limit, legacy);
        BinaryPrimitives.WriteUInt16BigEndian(_packet, id);
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), flags);
    }

    /// <summary>Longest TTL that a plain DNS client is told, in seconds.</summary>
    public const uint LegacyTtl = 10;

    public bool IsEmpty => _length == HeaderBytes;

    public byte[] ToArray() => _packet.AsSpan(0, _length).ToArray();

    /// <summary>Says that known answers go on in the next packet.</summary>
    public void MarkTruncated() => _packet[2] |= DnsMessage.MoreFollows >> 8;

    public bool TryAdd(DnsQuestion question)
    {
        var start = _length;
        Name(question.Name, compress: true);
        Number(question.Type);
        Number((ushort)(ClassIn | (question.WantsUnicast ? TopBit : 0)));
        return Finish(start, section: 0);
    }

    public bool TryAddAnswer(DnsRecord record) => TryAdd(record, section: 1);

    public bool TryAddAuthority(DnsRecord record) => TryAdd(record, section: 2);

    public bool TryAddAdditional(DnsRecord record) => TryAdd(record, section: 3);

    private bool TryAdd(DnsRecord record, int section)
    {
        // A record too large for the rest of the buffer need not be tried.
        if (_length + record.Data.Length + DnsName.MaxBytes + 10 > _packet.Length) return false;
        var start = _length;
        Name(record.Name, compress: true);
        Number(record.Type);
        Number((ushort)(ClassIn | (record.CacheFlush && !_legacy ? TopBit : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(_length), _legacy ? Math.Min(record.Ttl, LegacyTtl) : record.Ttl);
        _length += 6;
        var data = _length;
        Data(record);
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(data - 2), (ushort)(_length - data));
        return Finish(start, section);
    }

    private void Data(DnsRecord record)
    {
        switch (record.Type)
        {
            case DnsType.Ptr:
                Name(record.Target, compress: true);
                break;
            case DnsType.Srv:
                Bytes(record.Data.AsSpan(0, 6));
                Name(record.Target, compress: !_legacy);
                break;
            default:
                Bytes(record.Data.AsSpan());
                break;
        }
    }

    private bool Finish(int start, int section)
    {
        if (_length > _limit)
        {
            _length = start;
            foreach (var name in _names.Where(n => n.Value >= start).Select(n => n.Key).ToArray()) _names.Remove(name);
            return false;
        }

        var count = _packet.AsSpan(4 + (2 * section));
        BinaryPrimitives.WriteUInt16BigEndian(count, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(count) + 1));
        return true;
    }

    private void Name(DnsName name, bool compress)
    {
        var wire = name.Wire;
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            var rest = name.Key[at..];
            if (compress && _names.TryGetValue(rest, out var known))
            {
                Number((ushort)(0xc000 | known));
                return;
            }

            if (_length < PointerReach) _names.TryAdd(rest, _length);
            Bytes(wire.Slice(at, wire[at] + 1));
        }

        Bytes([0]);
    }

    private void Number(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(_length), value);
        _length += 2;
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_packet.AsSpan(_length));
        _length += bytes.Length;
    }
}
