using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Membership;

/// <summary>Signed records and assertions to and from the wire: canonical bytes with the signature beside them.</summary>
internal static class StatementWire
{
    private const int MaxStatementBytes = 64 * 1024;
    private const int MaxSignatureBytes = 1024;

    public static MembershipNews ToWire(GossipItem item) => item.Record is { } record
        ? new MembershipNews { Record = ToWire(record) }
        : new MembershipNews { Assertion = ToWire(item.Assertion!) };

    public static GossipItem FromWire(MembershipNews news) => news.ItemCase switch
    {
        MembershipNews.ItemOneofCase.Record => new GossipItem(Record(news.Record)),
        MembershipNews.ItemOneofCase.Assertion => new GossipItem(Assertion(news.Assertion)),
        _ => throw new WireFormatException("an item of news without content"),
    };

    public static SignedStatement ToWire(PeerRecord record) => new()
    {
        Statement = UnsafeByteOperations.UnsafeWrap(PeerRecordCodec.Encode(record)),
        Signature = UnsafeByteOperations.UnsafeWrap(record.Signature),
    };

    public static SignedStatement ToWire(Assertion assertion) => new()
    {
        Statement = UnsafeByteOperations.UnsafeWrap(AssertionCodec.Encode(assertion)),
        Signature = UnsafeByteOperations.UnsafeWrap(assertion.Signature),
    };

    public static PeerRecord Record(SignedStatement? signed)
    {
        Check(signed);
        return PeerRecordCodec.TryDecode(signed!.Statement.Span, signed.Signature.Span, out var record, out var error)
            ? record
            : throw new WireFormatException($"peer record: {error}");
    }

    public static Assertion Assertion(SignedStatement? signed)
    {
        Check(signed);
        return AssertionCodec.TryDecode(signed!.Statement.Span, signed.Signature.Span, out var assertion, out var error)
            ? assertion
            : throw new WireFormatException($"membership assertion: {error}");
    }

    public static Did Did(string text) =>
        Identity.Did.TryParse(text, out var did, out var error) ? did : throw new WireFormatException(error);

    private static void Check(SignedStatement? signed)
    {
        if (signed is null) throw new WireFormatException("a signed statement is missing");
        if (signed.Statement.Length > MaxStatementBytes) throw new WireFormatException($"a statement of more than {MaxStatementBytes} bytes");
        if (signed.Signature.Length > MaxSignatureBytes) throw new WireFormatException($"a signature of more than {MaxSignatureBytes} bytes");
    }
}
