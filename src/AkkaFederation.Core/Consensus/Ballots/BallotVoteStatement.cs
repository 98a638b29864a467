using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>What an elector signs: "in this federation (genesis), to this ballot as it was opened, I say this". 89 bytes.</summary>
internal static class BallotVoteStatement
{
    public const string Tag = "AKFED-BVOTE-V001";
    public const int Length = 89;

    /// <param name="genesis">Genesis hash.</param>
    /// <param name="ballot">Index of the entry that opened the ballot.</param>
    /// <param name="opening">Hash of that entry's payload.</param>
    /// <param name="choice">What the elector says.</param>
    public static byte[] Create(ReadOnlySpan<byte> genesis, ulong ballot, ReadOnlySpan<byte> opening, BallotChoice choice)
    {
        if (genesis.Length != 32 || opening.Length != 32) throw new ArgumentException("A hash has 32 bytes.");
        return new StatementWriter(Tag, Length).Bytes(genesis).U64(ballot).Bytes(opening).U8((byte)choice).ToArray();
    }
}
