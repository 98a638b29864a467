using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>Seals and signed founding documents to protobuf and back.</summary>
internal static class SealCodec
{
    public static SealProof Encode(CertifiedSeal seal)
    {
        var proto = new SealProof { Statement = UnsafeByteOperations.UnsafeWrap(seal.Statement.Bytes) };
        proto.Signatures.Add(seal.Signatures.Select(Encode));
        proto.Former.Add(seal.Former.Select(Encode));
        return proto;
    }

    public static CertifiedSeal Decode(SealProof proto) =>
        SealStatement.TryRead(proto.Statement.Span, out var statement, out var error)
            ? new CertifiedSeal(statement, Decode(proto.Signatures)) { Former = Decode(proto.Former) }
            : throw new WireFormatException($"seal statement: {error}");

    public static GenesisSigned Encode(SignedGenesis signed)
    {
        var proto = new GenesisSigned { Document = UnsafeByteOperations.UnsafeWrap(signed.Genesis.Document) };
        proto.Signatures.Add(signed.Signatures.Select(Encode));
        return proto;
    }

    public static SignedGenesis Decode(GenesisSigned proto) =>
        Genesis.TryRead(proto.Document.Span, out var genesis, out var error)
            ? new SignedGenesis(genesis, Decode(proto.Signatures))
            : throw new WireFormatException($"genesis: {error}");

    public static GenesisDenied Encode(GenesisRefusal refusal) => new()
    {
        GenesisHash = ByteString.CopyFrom(refusal.GenesisHash),
        Refuser = refusal.Refuser.Value,
        Signature = ByteString.CopyFrom(refusal.Signature),
    };

    public static GenesisRefusal Decode(GenesisDenied proto) =>
        proto.GenesisHash.Length == 32
            ? new GenesisRefusal(proto.GenesisHash.ToByteArray(), Did.Parse(proto.Refuser), proto.Signature.ToByteArray())
            : throw new WireFormatException("a genesis hash has 32 bytes");

    public static List<SignedBy> Decode(IReadOnlyCollection<SignatureOf> signatures) =>
        signatures.Count <= Genesis.MaxMembers
            ? [.. signatures.Select(s => new SignedBy(Did.Parse(s.Signer), s.Signature.ToByteArray()))]
            : throw new WireFormatException($"{signatures.Count} signatures");

    private static SignatureOf Encode(SignedBy signed) =>
        new() { Signer = signed.Signer.Value, Signature = UnsafeByteOperations.UnsafeWrap(signed.Signature) };
}
