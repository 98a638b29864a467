using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a leader must know of the entries in its log that are not applied yet, so that it lets nothing in twice and nothing
/// that will have no effect: kept apart from the applied sessions, and gone with the leadership. A leader's log is only
/// appended to; whoever comes to lead builds it anew from its own tail.
/// </summary>
/// <remarks>Invariants: 1. it holds exactly the entries beyond the applied ones that take effect. 2. it is empty when all is applied.</remarks>
internal sealed class SessionTail(SessionTable table)
{
    private readonly Dictionary<ulong, Touched> _touched = [];
    private readonly Dictionary<(ulong Session, ulong Seq), SessionSlot> _slots = [];
    private readonly Dictionary<ProposalKey, ulong> _openings = [];
    private readonly Dictionary<Did, int> _openedBy = [];
    private ulong _upTo;

    /// <summary>By how many sessions the tail makes more (or fewer) than are applied.</summary>
    public int CountChange { get; private set; }

    /// <summary>Entries of the tail that take effect.</summary>
    public int Count { get; private set; }

    /// <summary>Ballots that it opens.</summary>
    public int Ballots { get; private set; }

    public int CountChangeOf(Did origin) => _openedBy.GetValueOrDefault(origin);

    public bool TryFindOpening(in ProposalKey key, out ulong index) => _openings.TryGetValue(key, out index);

    public bool TryFind(in ProposalKey key, out SessionSlot slot) => _slots.TryGetValue((key.Session, key.Seq), out slot);

    public bool TryGet(ulong number, out SessionFigures figures, out bool closed)
    {
        var found = _touched.TryGetValue(number, out var touched);
        figures = found ? touched!.Figures : default;
        closed = found && touched!.Closed;
        return found;
    }

    /// <summary>What the entry would come to if it stood next in the log.</summary>
    public SessionVerdict Judge(EntryKind kind, in ProposalKey key, ReadOnlySpan<byte> payload, ulong time) =>
        SessionRules.Judge(new SessionView(table, this), kind, key, payload, time);

    /// <summary>Entry <paramref name="entry"/> is in the log now, not yet applied.</summary>
    public void Add(LogEntry entry)
    {
        if (!EntryKinds.IsProposed(entry.Kind)) return;
        if (Judge(entry.Kind, entry.Key, entry.Payload.Span, entry.Time).Standing == SessionStanding.New) AddJudged(entry);
    }

    /// <summary>The same for an entry that was judged as new this very moment.</summary>
    public void AddJudged(LogEntry entry)
    {
        Count++;
        _upTo = entry.Index;
        if (entry.Kind == EntryKind.BallotOpened) Ballots++;
        switch (entry.Kind)
        {
            case EntryKind.SessionOpened: Open(entry); break;
            case EntryKind.SessionClosed: Touch(entry).Closed = true; break;
            case EntryKind.Resolved: Settle(entry, SlotKind.Fenced); break;
            default: Settle(entry, SlotKind.Applied); break;
        }
    }

    /// <summary>The entry is applied: the table knows it from now on.</summary>
    public void Applied(LogEntry entry)
    {
        if (Count == 0 || !EntryKinds.IsProposed(entry.Kind)) return;
        if (entry.Index >= _upTo)
        {
            Clear();
            return;
        }

        switch (entry.Kind)
        {
            case EntryKind.SessionOpened:
                if (!_touched.ContainsKey(entry.Index)) return;
                if (_openings.GetValueOrDefault(entry.Key) == entry.Index) _openings.Remove(entry.Key);
                Opened(entry.Origin, -1);
                Release(entry.Index);
                break;
            case EntryKind.SessionClosed:
                Release(entry.Session);
                break;
            default:
                if (!_slots.TryGetValue((entry.Session, entry.Seq), out var slot) || slot.Index != entry.Index) return;
                _slots.Remove((entry.Session, entry.Seq));
                if (entry.Kind == EntryKind.BallotOpened) Ballots--;
                Release(entry.Session);
                break;
        }

        Count--;
    }

    public void Clear()
    {
        _touched.Clear();
        _slots.Clear();
        _openings.Clear();
        _openedBy.Clear();
        (CountChange, Count, _upTo, Ballots) = (0, 0, 0, 0);
    }

    private void Open(LogEntry entry)
    {
        SessionTerms.TryRead(entry.Payload.Span, out var terms, out _);
        _openings[entry.Key] = entry.Index;
        Opened(entry.Origin, 1);
        _touched[entry.Index] = new Touched(terms.TtlMs) { Entries = 1, Figures = new SessionFigures(entry.Origin, entry.Time + terms.TtlMs, 0, terms.Window) };
    }

    private void Opened(Did origin, int change)
    {
        CountChange += change;
        var count = CountChangeOf(origin) + change;
        if (count == 0) _openedBy.Remove(origin);
        else _openedBy[origin] = count;
    }

    private void Settle(LogEntry entry, SlotKind kind)
    {
        var touched = Touch(entry);
        touched.Figures = touched.Figures with { Highest = Math.Max(touched.Figures.Highest, entry.Seq) };
        _slots[(entry.Session, entry.Seq)] = new SessionSlot(kind, entry.Index);
    }

    private Touched Touch(LogEntry entry)
    {
        if (!_touched.TryGetValue(entry.Session, out var touched))
        {
            var session = table.Get(entry.Session)!;
            touched = new Touched(session.Terms.TtlMs) { Figures = new SessionFigures(session.Origin, session.ExpiresAfter, session.Highest, session.Terms.Window) };
            _touched.Add(entry.Session, touched);
        }

        touched.Entries++;
        touched.Figures = touched.Figures with { ExpiresAfter = Math.Max(touched.Figures.ExpiresAfter, entry.Time + touched.TtlMs) };
        return touched;
    }

    private void Release(ulong session)
    {
        if (_touched.TryGetValue(session, out var touched) && --touched.Entries == 0) _touched.Remove(session);
    }

    private sealed class Touched(ulong ttlMs)
    {
        public ulong TtlMs { get; } = ttlMs;

        public int Entries { get; set; }

        public SessionFigures Figures { get; set; }

        public bool Closed { get; set; }
    }
}
