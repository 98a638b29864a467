namespace AkkaFederation.Discovery;

/// <summary>A DNS message, read.</summary>
internal sealed class DnsMessage
{
    private const ushort ResponseBit = 0x8000;
    private const ushort TruncatedBit = 0x0200;
    private const ushort OpcodeMask = 0x7800;
    private const ushort ErrorMask = 0x000f;

    /// <summary>Flags of a multicast response: QR and AA.</summary>
    public const ushort ResponseFlags = 0x8400;

    /// <summary>Flags of a query whose known answers go on in the next packet.</summary>
    public const ushort MoreFollows = TruncatedBit;

    public required ushort Id { get; init; }

    public required ushort Flags { get; init; }

    public List<DnsQuestion> Questions { get; } = [];

    public List<DnsRecord> Answers { get; } = [];

    public List<DnsRecord> Authorities { get; } = [];

    public List<DnsRecord> Additionals { get; } = [];

    public bool IsResponse => (Flags & ResponseBit) != 0;

    public bool IsTruncated => (Flags & TruncatedBit) != 0;

    /// <summary>Whether opcode and response code are zero; everything else is to be ignored (RFC 6762, 18.3 and 18.11).</summary>
    public bool IsPlain => (Flags & (OpcodeMask | ErrorMask)) == 0;
}
