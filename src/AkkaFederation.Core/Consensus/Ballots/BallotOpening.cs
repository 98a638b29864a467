using System.Security.Cryptography;
using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What an entry of kind BallotOpened says; layout in docs/formats.md. The leader that made it has fixed the electorate (the
/// voters in force at that place of the log) and the quorum of them, so that the outcome depends on nothing else.
/// </summary>
internal sealed record BallotOpening(ulong Epoch, IReadOnlyList<Did> Electorate, ushort Quorum, bool Veto, ulong TtlMs, ReadOnlyMemory<byte> Subject)
{
    public const string Tag = "AKFED-BOPEN-V001";

    /// <summary>SPEC 5: the quorum is clamped to [⌊N/2⌋ + 1, N].</summary>
    public static BallotOpening Of(BallotWish wish, ulong epoch, IReadOnlyList<Did> voters) => new(
        epoch, [.. voters.Order()], (ushort)Math.Clamp(wish.Quorum, Majority.Size(voters.Count), voters.Count), wish.Veto, wish.TtlMs, wish.Subject);

    /// <summary>The elector's place, from 0; negative for one who has no vote.</summary>
    public int PlaceOf(Did elector)
    {
        for (var i = 0; i < Electorate.Count; i++)
        {
            if (Electorate[i] == elector) return i;
        }

        return -1;
    }

    public static byte[] HashOf(ReadOnlySpan<byte> payload) => SHA256.HashData(payload);

    public byte[] Encode()
    {
        var writer = new StatementWriter(Tag, Subject.Length + 64 * (Electorate.Count + 1));
        writer.U64(Epoch).U16(Quorum).U8(Veto ? (byte)1 : (byte)0).U64(TtlMs).U16((ushort)Electorate.Count);
        foreach (var elector in Electorate) writer.Did(elector);
        return writer.U32((uint)Subject.Length).Bytes(Subject.Span).ToArray();
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, out BallotOpening opening, out string error)
    {
        var reader = new StatementReader(payload, Tag);
        var (epoch, quorum, veto, ttl, count) = (reader.U64(), reader.U16(), reader.U8(), reader.U64(), reader.U16());
        if (!reader.Failed && count is 0 or > Genesis.MaxMembers) reader.Fail($"a ballot has from 1 to {Genesis.MaxMembers} electors, not {count}");
        var electors = new List<Did>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            electors.Add(reader.Did());
            if (i > 0 && !reader.Failed && electors[i].CompareTo(electors[i - 1]) <= 0) reader.Fail("electors are not in ascending order");
        }

        var length = reader.U32();
        opening = new BallotOpening(epoch, electors, quorum, veto == 1, ttl, reader.Bytes((int)Math.Min(length, int.MaxValue)).ToArray());
        if (!reader.Failed && (veto > 1 || quorum > count || quorum < Majority.Size(count))) reader.Fail($"{quorum} of {count} is no quorum");
        if (!reader.Failed && ttl is < BallotWish.ShortestTtlMs or > BallotWish.LongestTtlMs) reader.Fail($"a ballot is not open for {ttl} ms");
        return reader.Finish(out error);
    }
}
