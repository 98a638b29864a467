using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The ballots as the applied entries have left them: part of the replicated state, beside the sessions. A decision counts if
/// its ballot is open and the signed votes in it lead to that outcome at the entry's log time; the first one that counts wins.
/// Decided ballots are kept while they are among the newest, for whoever asks late; their entries stay in the log.
/// </summary>
/// <remarks>Invariants: 1. open and kept ballots stand under their numbers. 2. the limits hold.</remarks>
internal sealed class BallotTable
{
    public const int MostOpen = 1_024;
    public const int DecidedKept = 256;

    private readonly SortedDictionary<ulong, Ballot> _open = [];
    private readonly SortedDictionary<ulong, Ballot> _decided = [];
    private byte[] _genesis = [];
    private ISignatureVerifier? _verifier;

    public int OpenCount => _open.Count;

    /// <summary>The open ballots, oldest first.</summary>
    public IEnumerable<Ballot> Open => _open.Values;

    /// <summary>The newest decided ones, in the order of their decisions.</summary>
    public IEnumerable<Ballot> Decided => _decided.Values;

    /// <summary>How often the whole state was taken over from a snapshot.</summary>
    public int Restores { get; private set; }

    /// <summary>Decisions that did not count.</summary>
    public long Void { get; private set; }

    /// <summary>What votes are verified with; nothing counts before this is known.</summary>
    public void Trust(byte[] genesis, ISignatureVerifier verifier) => (_genesis, _verifier) = (genesis, verifier);

    public Ballot? Find(ulong number) => _open.GetValueOrDefault(number) ?? _decided.Values.LastOrDefault(b => b.Number == number);

    /// <summary>What an elector of the ballot signs.</summary>
    public byte[] StatementOf(Ballot ballot, BallotChoice choice) =>
        BallotVoteStatement.Create(_genesis, ballot.Number, ballot.OpeningHash, choice);

    public bool IsValid(Ballot ballot, Did elector, BallotChoice choice, byte[] signature) =>
        _verifier is not null && ballot.Opening.PlaceOf(elector) >= 0 && signature.Length == BallotDecision.SignatureLength
        && _verifier.Verify(elector, StatementOf(ballot, choice), signature);

    /// <summary>What an entry that opens a ballot comes to, besides what its session says; a leader counts what its log holds beyond.</summary>
    public SessionVerdict Judge(ReadOnlySpan<byte> payload, int more)
    {
        if (!BallotOpening.TryRead(payload, out _, out var error)) return SessionVerdict.Refused(AbortCause.Malformed, $"the ballot cannot be read: {error}");
        return OpenCount + more >= MostOpen
            ? SessionVerdict.Refused(AbortCause.FederationLimit, $"{OpenCount} ballots are open, the federation's limit; wait until some are decided")
            : SessionVerdict.New;
    }

    /// <summary>Opens the ballot of an entry that was judged as new.</summary>
    public void Add(LogEntry entry)
    {
        if (Ballot.TryOpen(entry, out var ballot)) _open.Add(ballot.Number, ballot);
    }

    /// <summary>Applies an entry that decides a ballot; gives it back if the decision counts.</summary>
    public Ballot? Decide(LogEntry entry)
    {
        if (BallotDecision.TryRead(entry.Payload.Span, out var decision, out _)
            && _open.TryGetValue(decision.Ballot, out var ballot) && Outcome(ballot, decision, entry.Time) == decision.Outcome)
        {
            _open.Remove(ballot.Number);
            ballot.Decide(decision, entry.Index);
            _decided.Add(entry.Index, ballot);
            if (_decided.Count > DecidedKept) _decided.Remove(_decided.Keys.First());
            return ballot;
        }

        Void++;
        return null;
    }

    public void Write(StatementWriter writer)
    {
        writer.U32((uint)_open.Count);
        foreach (var ballot in _open.Values) ballot.Write(writer);
        writer.U32((uint)_decided.Count);
        foreach (var ballot in _decided.Values) ballot.Write(writer);
    }

    public void Read(ref StatementReader reader)
    {
        Restores++;
        _open.Clear();
        _decided.Clear();
        ReadAll(ref reader, MostOpen, _open, b => b.Outcome == BallotOutcome.Open ? b.Number : 0);
        ReadAll(ref reader, DecidedKept, _decided, b => b.DecidedAt);
    }

    public void CheckInvariants()
    {
        if (_open.Any(b => b.Key != b.Value.Number || b.Value.Outcome != BallotOutcome.Open)) throw new InvalidOperationException("Invariant 1: open.");
        if (_decided.Any(b => b.Key != b.Value.DecidedAt || b.Value.Outcome == BallotOutcome.Open)) throw new InvalidOperationException("Invariant 1: decided.");
        if (_open.Count > MostOpen || _decided.Count > DecidedKept) throw new InvalidOperationException("Invariant 2.");
    }

    // Anything wrong with one vote makes the whole decision worth nothing: a leader does not make such.
    private BallotOutcome Outcome(Ballot ballot, BallotDecision decision, ulong time)
    {
        foreach (var (place, choice, signature) in decision.Votes)
        {
            if (place >= ballot.Opening.Electorate.Count || !IsValid(ballot, ballot.Opening.Electorate[place], choice, signature)) return BallotOutcome.Open;
        }

        return BallotTally.Decide(
            ballot.Opening.Electorate.Count, ballot.Opening.Quorum, ballot.Opening.Veto, decision.Votes.Select(v => v.Choice), time, ballot.Deadline);
    }

    private static void ReadAll(ref StatementReader reader, int limit, SortedDictionary<ulong, Ballot> into, Func<Ballot, ulong> key)
    {
        var count = reader.U32();
        if (!reader.Failed && count > limit) reader.Fail($"{count} ballots are more than {limit}");
        for (var i = 0U; i < count && !reader.Failed; i++)
        {
            if (Ballot.Read(ref reader) is not { } ballot || reader.Failed) return;
            if (key(ballot) == 0 || !into.TryAdd(key(ballot), ballot)) reader.Fail($"ballot {ballot.Number} is not where it belongs");
        }
    }
}
