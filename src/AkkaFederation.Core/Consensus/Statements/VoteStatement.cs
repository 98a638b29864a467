using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// "In this federation and term I vote for this candidate": signed with every vote that is granted, after it is durable.
/// Two of one voter for one term name two candidates only if the voter broke the rules, and then prove it.
/// </summary>
internal static class VoteStatement
{
    public const string Tag = "AKFED-VOTE-V0001";
    public const int Length = 88;

    public static byte[] Create(ReadOnlySpan<byte> genesis, ulong term, Did candidate)
    {
        if (genesis.Length != 32) throw new ArgumentException("A genesis hash has 32 bytes.", nameof(genesis));
        return new StatementWriter(Tag, Length).Bytes(genesis).U64(term).Bytes(candidate.Hash()).ToArray();
    }
}
