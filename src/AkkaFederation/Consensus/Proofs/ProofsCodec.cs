using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;
using Body = AkkaFederation.Wire.ProofFrame.BodyOneofCase;

namespace AkkaFederation.Consensus;

/// <summary>A message between nodes about proofs of this log.</summary>
internal sealed record ProofEnvelope(ReadOnlyMemory<byte> Genesis, ProofMessage Message);

/// <summary>Messages and journal events about proofs to protobuf and back; counts are checked before anything is made of them.</summary>
internal static class ProofsCodec
{
    public static ProofFrame Encode(ProofEnvelope envelope)
    {
        var message = envelope.Message;
        var frame = new ProofFrame { From = message.From.Value, To = message.To.Value, Genesis = UnsafeByteOperations.UnsafeWrap(envelope.Genesis) };
        switch (message)
        {
            case StatementsSeen m:
                frame.Statements = new StatementList { Statements = { m.Statements.Select(Encode) } };
                break;
            case LinksAsked m:
                frame.LinksAsked = new LinksMissing { After = m.After };
                break;
            case LinksTold m:
                frame.LinksTold = new LinkList { Links = { m.Links.Select(Encode) } };
                break;
            case EvidenceTold m:
                frame.Evidence = new EvidenceList { Evidence = { m.Evidence.Select(Encode) } };
                break;
            default:
                throw new ArgumentException($"{message.GetType().Name} has no wire form.", nameof(envelope));
        }

        return frame;
    }

    public static ProofEnvelope Decode(ProofFrame frame)
    {
        if (frame.Genesis.Length != 32) throw new WireFormatException("a genesis hash has 32 bytes");
        var (from, to) = (Did.Parse(frame.From), Did.Parse(frame.To));
        return new ProofEnvelope(frame.Genesis.Memory, frame.BodyCase switch
        {
            Body.Statements => new StatementsSeen(from, to, [.. Bounded(frame.Statements.Statements, StatementsSeen.Most).Select(Decode)]),
            Body.LinksAsked => new LinksAsked(from, to, frame.LinksAsked.After),
            Body.LinksTold => new LinksTold(from, to, [.. Bounded(frame.LinksTold.Links, LinksTold.Most).Select(DecodeLink)]),
            Body.Evidence => new EvidenceTold(from, to, [.. Bounded(frame.Evidence.Evidence, EvidenceTold.Most).Select(Decode)]),
            _ => throw new WireFormatException("a message about proofs without a known body"),
        });
    }

    public static LinkStored Encode(LinkKept e) => new() { Link = Encode(e.Link) };

    public static LinkKept Decode(LinkStored proto) => new(DecodeLink(proto.Link));

    public static EvidenceStored Encode(EvidenceKept e) => new() { Evidence = Encode(e.Evidence) };

    public static EvidenceKept Decode(EvidenceStored proto) =>
        new(Decode(proto.Evidence ?? throw new WireFormatException("an event of evidence without it")));

    public static ByteString Encode(Link link) => ByteString.CopyFrom(LinkBytes.Write(link));

    public static Link DecodeLink(ByteString bytes) =>
        LinkBytes.TryRead(bytes.Span, out var link, out var error) ? link : throw new WireFormatException($"a link: {error}");

    public static EvidenceOf Encode(EquivocationEvidence evidence) => new()
    {
        Signer = evidence.Signer.Value,
        FirstStatement = UnsafeByteOperations.UnsafeWrap(evidence.FirstStatement),
        FirstSignature = UnsafeByteOperations.UnsafeWrap(evidence.FirstSignature),
        SecondStatement = UnsafeByteOperations.UnsafeWrap(evidence.SecondStatement),
        SecondSignature = UnsafeByteOperations.UnsafeWrap(evidence.SecondSignature),
    };

    public static EquivocationEvidence Decode(EvidenceOf proto) => new()
    {
        Signer = Did.Parse(proto.Signer),
        FirstStatement = Short(proto.FirstStatement),
        FirstSignature = Short(proto.FirstSignature),
        SecondStatement = Short(proto.SecondStatement),
        SecondSignature = Short(proto.SecondSignature),
    };

    private static StatementSigned Encode(SignedStatement signed) => new()
    {
        Signer = signed.Signer.Value,
        Statement = UnsafeByteOperations.UnsafeWrap(signed.Statement),
        Signature = UnsafeByteOperations.UnsafeWrap(signed.Signature),
    };

    private static SignedStatement Decode(StatementSigned proto) => new(Did.Parse(proto.Signer), Short(proto.Statement), Short(proto.Signature));

    // No statement that a voter signs is longer.
    private static byte[] Short(ByteString bytes) =>
        bytes.Length <= 256 ? bytes.ToByteArray() : throw new WireFormatException($"a statement or signature of {bytes.Length} bytes");

    private static IReadOnlyCollection<T> Bounded<T>(IReadOnlyCollection<T> items, int most) =>
        items.Count <= most ? items : throw new WireFormatException($"{items.Count} items where {most} may stand");
}
