using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Verifies commit certificates offline, from the trust bundle alone. Strict: whatever is not exactly right is an error, so
/// that nobody can hang anything onto a valid certificate. Links that it is given on the way extend what it knows.
/// </summary>
public sealed class CertificateVerifier
{
    private readonly VoterChain _chain;
    private readonly ISignatureVerifier _signatures;

    /// <summary>A verifier for the federation of this bundle.</summary>
    public CertificateVerifier(TrustBundle trust)
        : this(trust, new EcdsaP256Scheme())
    {
    }

    internal CertificateVerifier(TrustBundle trust, ISignatureVerifier signatures)
    {
        _chain = trust.Chain.Copy();
        _signatures = signatures;
    }

    /// <summary>The newest epoch whose voters are known.</summary>
    public ulong Epoch => _chain.Newest.Epoch;

    internal VoterChain Chain => _chain;

    internal ISignatureVerifier Signatures => _signatures;

    /// <summary>Takes the next link of the configuration chain in; if it proves nothing, <paramref name="reason"/> says why.</summary>
    public bool TryExtend(Link link, out string reason) => _chain.TryAdd(link, _signatures, out reason);

    /// <summary>Whether the certificate proves its entry; if not, <paramref name="reason"/> says why.</summary>
    public bool Verify(CommitCertificate certificate, out string reason)
    {
        if (!Leaf.TryRead(certificate.Leaf, out var leaf, out var error)) reason = $"the leaf is malformed: {error}";
        else if (!SealStatement.TryRead(certificate.Statement, out var seal, out error)) reason = $"the statement is malformed: {error}";
        else reason = CheckSeal(leaf, seal) ?? CheckPath(certificate, leaf, seal) ?? CheckClaims(certificate, leaf) ?? CheckSignatures(seal, certificate.Signatures) ?? "";
        return reason.Length == 0;
    }

    /// <summary>Whether this seal statement carries its epoch's quorum.</summary>
    internal bool VerifySeal(byte[] statement, IReadOnlyList<SignedBy> signatures, out SealStatement seal, out string reason)
    {
        if (!SealStatement.TryRead(statement, out seal, out var error)) reason = $"the statement is malformed: {error}";
        else if (!seal.Genesis.SequenceEqual(_chain.Genesis.Hash)) reason = "the statement belongs to another genesis";
        else reason = CheckSignatures(seal, signatures) ?? "";
        return reason.Length == 0;
    }

    private string? CheckSeal(Leaf leaf, SealStatement seal)
    {
        if (!seal.Genesis.SequenceEqual(_chain.Genesis.Hash)) return "the statement belongs to another genesis";
        if (!_chain.TryGet(seal.Epoch, seal.Size, out _, out var reason)) return reason;
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
        if (leaf.OriginHash.AsSpan().ContainsAnyExcept((byte)0))
        {
            if (id.Origin.IsEmpty || !id.Origin.Hash().AsSpan().SequenceEqual(leaf.OriginHash)) return "the proposal's origin is not the leaf's";
            if (id.Term != leaf.ProposalTerm || id.Seq != leaf.Seq || certificate.Session != leaf.Session) return "the proposal's id is not the leaf's";
        }
        else if (!id.Origin.IsEmpty)
        {
            return "the entry is the leader's own, and the certificate names a proposal";
        }

        if (certificate.Payload is not { } payload) return null;
        return payload.Length == leaf.PayloadLength && SHA256.HashData(payload.Span).AsSpan().SequenceEqual(leaf.PayloadHash)
            ? null
            : "the payload is not the leaf's";
    }

    private string? CheckSignatures(SealStatement seal, IReadOnlyList<SignedBy> signatures)
    {
        if (!_chain.TryGet(seal.Epoch, seal.Size, out var voters, out var reason)) return reason;
        if (SignerRules.Check(seal.Bytes, signatures, voters.IsVoter, _signatures) is { } wrong) return wrong;
        return signatures.Count < voters.Majority ? $"{signatures.Count} signatures where {voters.Majority} of {voters.Voters.Count} are needed" : null;
    }
}
