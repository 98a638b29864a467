using System.Buffers;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What decides whether a leader takes a proposal into its log: the applied state of the sessions, and, while this node
/// leads, what its log holds beyond.
/// </summary>
internal sealed class Admission : IReplicatedPart
{
    public const string Tag = "AKFED-SESSIONS-1";

    private readonly SessionTail _tail;
    private bool _leads;

    public Admission() => _tail = new SessionTail(Sessions);

    /// <inheritdoc/>
    public string Name => "sessions";

    /// <summary>What the newest applied entry has come to.</summary>
    public SessionVerdict Verdict { get; private set; } = SessionVerdict.New;

    /// <summary>The applied sessions.</summary>
    public SessionTable Sessions { get; } = new();

    /// <summary>The applied ballots.</summary>
    public BallotTable Ballots { get; } = new();

    /// <summary>The ballot that the newest applied entry has decided; null if it decided none.</summary>
    public Ballot? DecidedBallot { get; private set; }

    /// <summary>Entries of the log that a leader has noted beyond the applied ones.</summary>
    public int Unapplied => _tail.Count;

    /// <summary>What the proposal would come to if it were appended now, at that log time.</summary>
    public SessionVerdict Judge(Proposal proposal, ulong time)
    {
        if (!EntryKinds.IsProposed(proposal.Kind))
            return SessionVerdict.Refused(AbortCause.Malformed, $"entries of kind {(byte)proposal.Kind} cannot be proposed");
        var verdict = _tail.Judge(proposal.Kind, proposal.Key, proposal.Payload.Span, time);
        return verdict.Standing == SessionStanding.New && proposal.Kind == EntryKind.BallotOpened
            ? Ballots.Judge(proposal.Payload.Span, _tail.Ballots)
            : verdict;
    }

    /// <summary>What stands in the log for a proposal: a ballot gets its electorate and quorum from the leader.</summary>
    public static Proposal Complete(Proposal proposal, VoterConfiguration voters) =>
        proposal.Kind == EntryKind.BallotOpened && BallotWish.TryRead(proposal.Payload.Span, out var wish, out _)
            ? proposal with { Payload = BallotOpening.Of(wish, voters.Epoch, voters.Voters).Encode() }
            : proposal;

    /// <summary>Where a proposal stands in the log, applied or not; empty if it does not.</summary>
    public SessionSlot Find(in ProposalKey key)
    {
        var view = new SessionView(Sessions, _tail);
        if (key.Session > 0) return view.Find(key);
        return view.FindOpening(key) is var index and not 0 ? new SessionSlot(SlotKind.Applied, index) : default;
    }

    /// <summary>This node leads now.</summary>
    public void Lead(RaftLog log, ulong applied)
    {
        _leads = true;
        _tail.Clear();
        for (var i = applied + 1; i <= log.LastIndex; i++) _tail.Add(log[i]);
    }

    /// <summary>This node leads no more.</summary>
    public void Follow()
    {
        _leads = false;
        _tail.Clear();
    }

    /// <summary>The leader has appended an entry right after it had judged it.</summary>
    public void Appended(LogEntry entry, in SessionVerdict verdict)
    {
        if (verdict.Standing == SessionStanding.New) _tail.AddJudged(entry);
    }

    /// <inheritdoc/>
    public void Apply(LogEntry entry)
    {
        Verdict = Sessions.Apply(entry, Ballots);
        DecidedBallot = entry.Kind == EntryKind.BallotDecided ? Ballots.Decide(entry) : null;
        if (_leads) _tail.Applied(entry);
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output)
    {
        var writer = new StatementWriter(Tag, 4096);
        Sessions.Write(writer);
        Ballots.Write(writer);
        output.Write(writer.Span);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySequence<byte> bytes)
    {
        var reader = new StatementReader(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray(), Tag);
        Sessions.Read(ref reader);
        Ballots.Read(ref reader);
        _tail.Clear();
        if (!reader.Finish(out var error)) throw new FormatException($"the sessions and ballots cannot be restored: {error}");
    }

    public void CheckInvariants(bool allIsApplied)
    {
        Sessions.CheckInvariants();
        Ballots.CheckInvariants();
        if (allIsApplied && Unapplied > 0) throw new InvalidOperationException($"The tail holds {Unapplied} entries, and all are applied.");
    }
}
