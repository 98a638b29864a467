namespace AkkaFederation.Consensus;

/// <summary>A seal statement with signatures, at most one of each voter, ascending by signer.</summary>
internal sealed record CertifiedSeal(SealStatement Statement, IReadOnlyList<SignedBy> Signatures)
{
    /// <summary>Whether a proposal that stands at <paramref name="index"/> and wants that many signatures is served by it.</summary>
    public bool Covers(ulong index, int signatures) => Statement.Size >= index && Signatures.Count >= signatures;
}
