using System.Buffers.Binary;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Proof that a proposal is committed: its leaf, the way from the leaf to the root of a seal, and a quorum of the voters'
/// signatures over that seal. Who has the genesis document and the voters' public keys verifies it offline
/// (<see cref="CertificateVerifier"/>). Compare certificates by <see cref="Statement"/>: ECDSA signatures are randomised.
/// </summary>
public sealed record CommitCertificate
{
    /// <summary>The leaf of the entry, 133 bytes.</summary>
    public required byte[] Leaf { get; init; }

    /// <summary>RFC 9162 inclusion proof, from the leaf's sibling upwards, 32 bytes each.</summary>
    public required IReadOnlyList<byte[]> Path { get; init; }

    /// <summary>The seal statement that was signed, 104 bytes.</summary>
    public required byte[] Statement { get; init; }

    /// <summary>Signatures over the statement, each signer once.</summary>
    public required IReadOnlyList<SignedBy> Signatures { get; init; }

    /// <summary>The proposal's id; its origin must hash to the leaf's.</summary>
    public required ProposalId Proposal { get; init; }

    /// <summary>The origin's session.</summary>
    public required ulong Session { get; init; }

    /// <summary>The payload, if it travels with the certificate; it must hash to the leaf's.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>When the answering node says it was committed; nothing proves it.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>The entry's index in the log as the leaf has it; 0 if the leaf is too short.</summary>
    public ulong Index => Leaf.Length >= 24 ? BinaryPrimitives.ReadUInt64BigEndian(Leaf.AsSpan(16)) : 0;

    /// <summary>The entry's term as the leaf has it; 0 if the leaf is too short.</summary>
    public ulong Term => Leaf.Length >= 32 ? BinaryPrimitives.ReadUInt64BigEndian(Leaf.AsSpan(24)) : 0;

    /// <summary>Certifies entry <paramref name="index"/> of a log under a seal of that log.</summary>
    internal static CommitCertificate Create(RaftLog log, ulong index, CertifiedSeal seal)
    {
        var entry = log[index];
        return new CommitCertificate
        {
            Leaf = Consensus.Leaf.Of(entry),
            Path = log.Tree.Proof(index - 1, seal.Statement.Size),
            Statement = seal.Statement.Bytes,
            Signatures = seal.Signatures,
            Proposal = new ProposalId(entry.ProposalTerm, entry.Seq, entry.Origin),
            Session = entry.Session,
        };
    }
}
