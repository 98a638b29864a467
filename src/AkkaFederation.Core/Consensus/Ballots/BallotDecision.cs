using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What an entry of kind BallotDecided says: how the ballot ended, with the signed votes from which every replica (and whoever
/// else has the opening and the electors' keys) works that out anew. Layout in docs/formats.md.
/// </summary>
internal sealed record BallotDecision(ulong Ballot, BallotOutcome Outcome, IReadOnlyList<(ushort Place, BallotChoice Choice, byte[] Signature)> Votes)
{
    public const string Tag = "AKFED-BDECI-V001";
    public const int SignatureLength = 64;

    public byte[] Encode()
    {
        var writer = new StatementWriter(Tag, 32 + Votes.Count * 67).U64(Ballot).U8((byte)Outcome).U16((ushort)Votes.Count);
        foreach (var (place, choice, signature) in Votes)
        {
            if (signature.Length != SignatureLength) throw new ArgumentException($"A signature has {SignatureLength} bytes.");
            writer.U16(place).U8((byte)choice).Bytes(signature);
        }

        return writer.ToArray();
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, out BallotDecision decision, out string error)
    {
        var reader = new StatementReader(payload, Tag);
        var (ballot, outcome, count) = (reader.U64(), (BallotOutcome)reader.U8(), reader.U16());
        if (!reader.Failed && outcome is BallotOutcome.Open or > BallotOutcome.Expired) reader.Fail($"outcome {(byte)outcome} is not known");
        if (!reader.Failed && count > Genesis.MaxMembers) reader.Fail($"{count} votes are more than there can be electors");
        var votes = new List<(ushort, BallotChoice, byte[])>();
        var last = -1;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var (place, choice, signature) = (reader.U16(), (BallotChoice)reader.U8(), reader.Bytes(SignatureLength).ToArray());
            if (place <= last) reader.Fail("votes are not in the order of the electors");
            if (choice is < BallotChoice.Granted or > BallotChoice.Veto) reader.Fail($"choice {(byte)choice} is not known");
            votes.Add((place, choice, signature));
            last = place;
        }

        decision = new BallotDecision(ballot, outcome, votes);
        return reader.Finish(out error);
    }
}
