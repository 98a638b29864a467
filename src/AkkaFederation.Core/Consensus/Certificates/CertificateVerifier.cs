using System.Security.Cryptography;
using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Verifies commit certificates offline, from the trust bundle alone. Strict: whatever is not exactly right is an error, so
/// that nobody can hang anything onto a valid certificate.
/// </summary>
public sealed class CertificateVerifier
{
    private readonly TrustBundle _trust;
    private readonly ISignatureVerifier _signatures;

    /// <summary>A verifier for the federation of this bundle.</summary>
    public CertificateVerifier(TrustBundle trust)
        : this(trust, new EcdsaP256Scheme())
    {
    }

    internal CertificateVerifier(TrustBundle trust, ISignatureVerifier signatures)
    {
        _trust = trust;
        _signatures = signatures;
    }

    /// <summary>Whether the certificate proves its entry; if not, <paramref name="reason"/> says why.</summary>
    public bool Verify(CommitCertificate certificate, out string reason)
    {
        if (!Leaf.TryRead(certificate.Leaf, out var leaf, out var error)) reason = $"the leaf is malformed: {error}";
        else if (!SealStatement.TryRead(certificate.Statement, out var seal, out error)) reason = $"the statement is malformed: {error}";
        else reason = CheckSeal(leaf, seal) ?? CheckPath(certificate, leaf, seal) ?? CheckClaims(certificate, leaf) ?? CheckSignatures(certificate) ?? "";
        return reason.Length == 0;
    }

    private string? CheckSeal(Leaf leaf, SealStatement seal)
    {
        if (!seal.Genesis.SequenceEqual(_trust.Genesis.Hash)) return "the statement belongs to another genesis";
        if (seal.Epoch != 0) return $"epoch {seal.Epoch} is not known from the genesis alone";
        if (leaf.Index > seal.Size) return $"entry {leaf.Index} lies beyond the sealed size {seal.Size}";
        return leaf.Term > seal.Term ? $"the entry's term {leaf.Term} is above the statement's {seal.Term}" : null;
    }

    private static string? CheckPath(CommitCertificate certificate, Leaf leaf, SealStatement seal)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        TreeHash.Leaf(certificate.Leaf, hash);
        return InclusionProof.Verify(leaf.Index - 1, seal.Size, hash, certificate.Path, seal.Root)
            ? null
            : "the path does not lead from the leaf to the statement's root";
    }

    private static string? CheckClaims(CommitCertificate certificate, Leaf leaf)
    {
        var id = certificate.Proposal;
        if (id.Origin.IsEmpty || !id.Origin.Hash().AsSpan().SequenceEqual(leaf.OriginHash)) return "the proposal's origin is not the leaf's";
        if (id.Term != leaf.ProposalTerm || id.Seq != leaf.Seq || certificate.Session != leaf.Session) return "the proposal's id is not the leaf's";
        if (certificate.Payload is not { } payload) return null;
        return payload.Length == leaf.PayloadLength && SHA256.HashData(payload.Span).AsSpan().SequenceEqual(leaf.PayloadHash)
            ? null
            : "the payload is not the leaf's";
    }

    private string? CheckSignatures(CommitCertificate certificate)
    {
        var members = _trust.Genesis.Members.Count;
        if (certificate.Signatures.Count > members) return $"{certificate.Signatures.Count} signatures and only {members} voters";
        var signers = new SortedSet<Did>();
        foreach (var (signer, signature) in certificate.Signatures)
        {
            if (!_trust.Genesis.Has(signer)) return $"{signer} signed and is not a voter";
            if (!signers.Add(signer)) return $"{signer} signed twice";
            if (!_signatures.Verify(signer, certificate.Statement, signature)) return $"the signature of {signer} is wrong";
        }

        var needed = Majority.Size(members);
        return signers.Count < needed ? $"{signers.Count} signatures where {needed} of {members} are needed" : null;
    }
}
