using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>A broadcast as it travels: the origin's statement and signature in the bytes that they came in, and the payload.</summary>
internal sealed record SignedBroadcast(BroadcastHeader Header, ReadOnlyMemory<byte> Statement, ReadOnlyMemory<byte> Signature, ReadOnlyMemory<byte> Payload)
{
    public BroadcastId Id => Header.Id;

    public BroadcastMode Mode => Header.Mode;

    /// <summary>Whether the payload is the one that the statement names.</summary>
    public bool PayloadFits()
    {
        if (Header.Length != Payload.Length) return false;
        Span<byte> hash = stackalloc byte[BroadcastCodec.HashLength];
        SHA256.HashData(Payload.Span, hash);
        return hash.SequenceEqual(Header.PayloadHash.Span);
    }

    /// <summary>Whether the origin signed the statement.</summary>
    public bool SignatureFits(ISignatureVerifier verifier) => verifier.Verify(Header.Id.Origin, Statement.Span, Signature.Span);
}
