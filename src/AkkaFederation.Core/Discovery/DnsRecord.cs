using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>The types of records that service discovery has to do with (RFC 1035, 2782, 3596, 4034).</summary>
internal static class DnsType
{
    public const ushort A = 1;
    public const ushort Ptr = 12;
    public const ushort Txt = 16;
    public const ushort Aaaa = 28;
    public const ushort Srv = 33;
    public const ushort Nsec = 47;
    public const ushort Any = 255;
}

/// <summary>A question: name, type, and whether a unicast answer is welcome (QU, RFC 6762, 5.4).</summary>
internal sealed record DnsQuestion(DnsName Name, ushort Type, bool WantsUnicast = false);

/// <summary>A resource record of class IN. Names in its data stand uncompressed, so that data can be compared byte by byte.</summary>
/// <param name="Name">Whose record.</param>
/// <param name="Type">One of <see cref="DnsType"/>, or another that nobody here looks into.</param>
/// <param name="Ttl">Seconds; 0 is a goodbye.</param>
/// <param name="Data">The data.</param>
/// <param name="CacheFlush">Whether this record takes the place of all others of its name and type (RFC 6762, 10.2).</param>
internal sealed record DnsRecord(DnsName Name, ushort Type, uint Ttl, ImmutableArray<byte> Data, bool CacheFlush = false)
{
    private const int SrvHead = 6;

    /// <summary>The name that a PTR or SRV record leads to.</summary>
    public DnsName Target => DnsName.FromWire(Data.AsSpan()[(Type == DnsType.Srv ? SrvHead : 0)..]);

    public int Port => BinaryPrimitives.ReadUInt16BigEndian(Data.AsSpan()[4..]);

    public IPAddress Address => new(Data.AsSpan());

    public static DnsRecord Pointer(DnsName name, DnsName target, uint ttl) => new(name, DnsType.Ptr, ttl, [.. target.Wire]);

    public static DnsRecord Service(DnsName name, DnsName host, int port, uint ttl) =>
        new(name, DnsType.Srv, ttl, [0, 0, 0, 0, (byte)(port >> 8), (byte)port, .. host.Wire], CacheFlush: true);

    public static DnsRecord Text(DnsName name, ImmutableArray<byte> data, uint ttl) => new(name, DnsType.Txt, ttl, data, CacheFlush: true);

    public static DnsRecord OfAddress(DnsName name, IPAddress address, uint ttl)
    {
        var bytes = address.GetAddressBytes();
        return new DnsRecord(name, bytes.Length == 4 ? DnsType.A : DnsType.Aaaa, ttl, [.. bytes], CacheFlush: true);
    }

    /// <summary>"This name has these types and no others" (RFC 6762, 6.1).</summary>
    public static DnsRecord Only(DnsName name, IEnumerable<ushort> types, uint ttl)
    {
        var bitmap = new byte[32];
        foreach (var type in types.Where(t => t < 256)) bitmap[type / 8] |= (byte)(0x80 >> (type % 8));
        var length = 1 + Array.FindLastIndex(bitmap, b => b != 0);
        return new DnsRecord(name, DnsType.Nsec, ttl, [.. name.Wire, 0, (byte)length, .. bitmap.AsSpan(0, length)], CacheFlush: true);
    }

    public bool SameAs(DnsRecord other) => Type == other.Type && Name.Equals(other.Name) && SameData(other);

    /// <summary>Order of RFC 6762, 8.2: type, then data as unsigned bytes; the class is always the same.</summary>
    public int CompareData(DnsRecord other)
    {
        var types = Type.CompareTo(other.Type);
        return types != 0 ? types : Data.AsSpan().SequenceCompareTo(other.Data.AsSpan());
    }

    // Names in the data are compared as names are: without regard to case.
    private bool SameData(DnsRecord other) => Type switch
    {
        DnsType.Ptr => Target.Equals(other.Target),
        DnsType.Srv => Data.AsSpan(0, SrvHead).SequenceEqual(other.Data.AsSpan(0, SrvHead)) && Target.Equals(other.Target),
        _ => Data.AsSpan().SequenceEqual(other.Data.AsSpan()),
    };
}
