using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a client proposes to vote on. The leader that takes it adds who may vote and what is a quorum of them, and that
/// (<see cref="BallotOpening"/>) is what stands in the log.
/// </summary>
internal sealed record BallotWish(ushort Quorum, bool Veto, ulong TtlMs, ReadOnlyMemory<byte> Subject)
{
    public const string Tag = "AKFED-BWISH-V001";
    public const ulong ShortestTtlMs = 100;
    public const ulong LongestTtlMs = 30UL * 24 * 3_600_000;

    public byte[] Encode() => new StatementWriter(Tag, Subject.Length + 32)
        .U16(Quorum).U8(Veto ? (byte)1 : (byte)0).U64(TtlMs).U32((uint)Subject.Length).Bytes(Subject.Span).ToArray();

    public static bool TryRead(ReadOnlySpan<byte> payload, out BallotWish wish, out string error)
    {
        var reader = new StatementReader(payload, Tag);
        var (quorum, veto, ttl, length) = (reader.U16(), reader.U8(), reader.U64(), reader.U32());
        wish = new BallotWish(quorum, veto == 1, ttl, reader.Bytes((int)Math.Min(length, int.MaxValue)).ToArray());
        if (!reader.Failed && veto > 1) reader.Fail("the veto rule is 0 or 1");
        if (!reader.Failed && ttl is < ShortestTtlMs or > LongestTtlMs) reader.Fail($"a ballot is open from {ShortestTtlMs} ms to 30 days, not {ttl} ms");
        return reader.Finish(out error);
    }
}
