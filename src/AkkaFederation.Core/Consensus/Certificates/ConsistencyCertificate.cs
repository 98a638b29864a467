namespace AkkaFederation.Consensus;

/// <summary>
/// Proof that one certified log is the beginning of another: two seals with their signatures, and the consistency proof
/// between them (RFC 9162, 2.1.4). Between the two nothing was changed, removed or put in.
/// </summary>
public sealed record ConsistencyCertificate
{
    /// <summary>Statement of the earlier seal, 104 bytes.</summary>
    public required byte[] FirstStatement { get; init; }

    /// <summary>Signatures over it.</summary>
    public required IReadOnlyList<SignedBy> FirstSignatures { get; init; }

    /// <summary>Statement of the later seal, 104 bytes.</summary>
    public required byte[] SecondStatement { get; init; }

    /// <summary>Signatures over it.</summary>
    public required IReadOnlyList<SignedBy> SecondSignatures { get; init; }

    /// <summary>The consistency proof, 32 bytes each.</summary>
    public required IReadOnlyList<byte[]> Path { get; init; }

    /// <summary>Whether both seals are certified and the first log is the beginning of the second.</summary>
    public bool Verify(CertificateVerifier verifier, out string reason)
    {
        if (!verifier.VerifySeal(FirstStatement, FirstSignatures, out var first, out reason)) reason = $"the first seal: {reason}";
        else if (!verifier.VerifySeal(SecondStatement, SecondSignatures, out var second, out reason)) reason = $"the second seal: {reason}";
        else if (first.Size > second.Size) reason = $"the first seal is of {first.Size} entries and the second of only {second.Size}";
        else if (!ConsistencyProof.Verify(first.Size, second.Size, first.Root, second.Root, Path))
            reason = $"the log of {first.Size} entries is not the beginning of that of {second.Size}";
        return reason.Length == 0;
    }
}
