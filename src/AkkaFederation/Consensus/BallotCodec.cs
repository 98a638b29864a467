using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>Ballots between nodes and clients: the payloads of their entries, as they stand in the log.</summary>
internal static class BallotCodec
{
    public static BallotChoice Choice(uint choice) =>
        choice is >= (uint)BallotChoice.Granted and <= (uint)BallotChoice.Veto ? (BallotChoice)choice : throw new WireFormatException($"choice {choice} is not known");

    public static BallotLine Encode(Ballot ballot) => new()
    {
        Number = ballot.Number,
        Origin = ballot.Origin.Value,
        Session = ballot.Session,
        Seq = ballot.Seq,
        OpenedAtMs = ballot.OpenedAt,
        DecidedAt = ballot.DecidedAt,
        Opening = UnsafeByteOperations.UnsafeWrap(ballot.Payload),
        Decision = ballot.Decision is { } decision ? UnsafeByteOperations.UnsafeWrap(decision.Encode()) : ByteString.Empty,
    };

    /// <exception cref="WireFormatException">What the node has sent cannot be read.</exception>
    public static BallotInfo Decode(BallotLine line)
    {
        if (!BallotOpening.TryRead(line.Opening.Span, out var opening, out var error)) throw new WireFormatException(error);
        BallotDecision? decision = null;
        if (line.DecidedAt > 0 && !BallotDecision.TryRead(line.Decision.Span, out decision, out error)) throw new WireFormatException(error);
        return Info(line.Number, Did.Parse(line.Origin), line.Session, line.OpenedAtMs, opening, decision, line.DecidedAt);
    }

    public static BallotInfo Info(Ballot ballot) =>
        Info(ballot.Number, ballot.Origin, ballot.Session, ballot.OpenedAt, ballot.Opening, ballot.Decision, ballot.DecidedAt);

    private static BallotInfo Info(ulong number, Did origin, ulong session, ulong openedAt, BallotOpening opening, BallotDecision? decision, ulong decidedAt) => new()
    {
        Number = number,
        Origin = origin,
        Session = session,
        Subject = opening.Subject,
        Epoch = opening.Epoch,
        Electorate = opening.Electorate,
        Quorum = opening.Quorum,
        HasVeto = opening.Veto,
        OpenedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)openedAt),
        Deadline = DateTimeOffset.FromUnixTimeMilliseconds((long)(openedAt + opening.TtlMs)),
        Outcome = decision?.Outcome ?? BallotOutcome.Open,
        DecidedAt = decidedAt == 0 ? null : decidedAt,
        Votes = decision is null ? [] : [.. decision.Votes.Where(v => v.Place < opening.Electorate.Count).Select(v => new BallotVoteInfo(opening.Electorate[v.Place], v.Choice, v.Signature))],
    };
}
