using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>One ballot as the applied entries have left it.</summary>
internal sealed class Ballot
{
    /// <summary>Index of the entry that opened it.</summary>
    public required ulong Number { get; init; }

    public required Did Origin { get; init; }

    public required ulong Session { get; init; }

    public required ulong Seq { get; init; }

    /// <summary>Log time of its opening.</summary>
    public required ulong OpenedAt { get; init; }

    /// <summary>The payload of the entry that opened it.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required BallotOpening Opening { get; init; }

    public ulong Deadline => OpenedAt + Opening.TtlMs;

    public byte[] OpeningHash => _hash ??= BallotOpening.HashOf(Payload.Span);

    public BallotOutcome Outcome { get; private set; }

    /// <summary>Index of the entry that decided it; 0 while it is open.</summary>
    public ulong DecidedAt { get; private set; }

    public BallotDecision? Decision { get; private set; }

    private byte[]? _hash;

    public void Decide(BallotDecision decision, ulong index) => (Outcome, DecidedAt, Decision) = (decision.Outcome, index, decision);

    public static bool TryOpen(LogEntry entry, out Ballot ballot)
    {
        ballot = null!;
        if (!BallotOpening.TryRead(entry.Payload.Span, out var opening, out _)) return false;
        ballot = new Ballot
        {
            Number = entry.Index, Origin = entry.Origin, Session = entry.Session, Seq = entry.Seq, OpenedAt = entry.Time, Payload = entry.Payload, Opening = opening,
        };
        return true;
    }

    public void Write(StatementWriter writer)
    {
        writer.U64(Number).Did(Origin).U64(Session).U64(Seq).U64(OpenedAt).U32((uint)Payload.Length).Bytes(Payload.Span).U64(DecidedAt);
        if (Decision?.Encode() is { } decision) writer.U32((uint)decision.Length).Bytes(decision);
    }

    public static Ballot? Read(ref StatementReader reader)
    {
        var (number, origin, session, seq, openedAt) = (reader.U64(), reader.Did(), reader.U64(), reader.U64(), reader.U64());
        var payload = reader.Bytes((int)Math.Min(reader.U32(), int.MaxValue)).ToArray();
        var decidedAt = reader.U64();
        if (reader.Failed) return null;
        if (!BallotOpening.TryRead(payload, out var opening, out var error))
        {
            reader.Fail(error);
            return null;
        }

        var ballot = new Ballot { Number = number, Origin = origin, Session = session, Seq = seq, OpenedAt = openedAt, Payload = payload, Opening = opening };
        if (decidedAt == 0) return ballot;
        var bytes = reader.Bytes((int)Math.Min(reader.U32(), int.MaxValue));
        if (reader.Failed) return null;
        if (BallotDecision.TryRead(bytes, out var decision, out error)) ballot.Decide(decision, decidedAt);
        else reader.Fail(error);
        return ballot;
    }
}
