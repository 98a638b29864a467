namespace AkkaFederation.Consensus;

/// <summary>A seal statement with signatures of voters of its epoch, at most one of each, ascending by signer.</summary>
internal sealed record CertifiedSeal(SealStatement Statement, IReadOnlyList<SignedBy> Signatures)
{
    /// <summary>
    /// Signatures of those who voted before the epoch and no longer do. With <see cref="Signatures"/> they make the first
    /// certified seal of an epoch a link: majorities of the old and of the new voters have signed it.
    /// </summary>
    public IReadOnlyList<SignedBy> Former { get; init; } = [];

    /// <summary>Whether a proposal that stands at <paramref name="index"/> and wants that many signatures is served by it.</summary>
    public bool Covers(ulong index, int signatures) => Statement.Size >= index && Signatures.Count >= signatures;

    /// <summary>Whether majorities of the voters of its epoch, and of those before, have signed.</summary>
    public bool Links(VoterConfiguration voters, VoterConfiguration before) =>
        voters.HasMajority(Signatures.Select(s => s.Signer)) && before.HasMajority(Signatures.Concat(Former).Select(s => s.Signer));
}
