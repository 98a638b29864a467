using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>Sessions worked out from all entries, each time anew: slow, without a bound, and plain.</summary>
internal sealed class SessionModel
{
    private readonly List<(LogEntry Entry, SessionVerdict Verdict)> _entries = [];

    private IEnumerable<LogEntry> Effective => _entries.Where(e => e.Verdict.Standing == SessionStanding.New).Select(e => e.Entry);

    public void Add(LogEntry entry, SessionVerdict verdict) => _entries.Add((entry, verdict with { Reason = "" }));

    public SessionVerdict VerdictAt(ulong index) => _entries[(int)index - 1].Verdict;

    public SessionVerdict Judge(LogEntry entry)
    {
        if (!EntryKinds.IsProposed(entry.Kind)) return SessionVerdict.New;
        if (entry.Kind == EntryKind.SessionOpened)
        {
            var same = Effective.LastOrDefault(e => e.Kind == EntryKind.SessionOpened && e.Key == entry.Key);
            return same is not null && IsOpen(same, entry.Time, out _) ? SessionVerdict.Duplicate(same.Index) : SessionVerdict.New;
        }

        var opening = Effective.FirstOrDefault(e => e.Index == entry.Session && e.Kind == EntryKind.SessionOpened);
        if (opening is null) return SessionVerdict.Refused(AbortCause.UnknownSession, "");
        if (!IsOpen(opening, entry.Time, out var closed)) return SessionVerdict.Refused(closed ? AbortCause.UnknownSession : AbortCause.SessionExpired, "");
        if (opening.Origin != entry.Origin) return SessionVerdict.Refused(AbortCause.UnknownSession, "");
        if (entry.Kind == EntryKind.SessionClosed) return SessionVerdict.New;
        var uses = Effective.Where(e => e.Session == entry.Session && e.Kind is EntryKind.Proposal or EntryKind.Resolved && e.Session == entry.Session).ToList();
        SessionTerms.TryRead(opening.Payload.Span, out var terms, out _);
        var highest = uses.Count == 0 ? 0 : uses.Max(u => u.Seq);
        if (entry.Seq + terms.Window <= highest) return SessionVerdict.Refused(AbortCause.OutOfWindow, "");
        if (uses.Find(u => u.Seq == entry.Seq) is not { } settled) return SessionVerdict.New;
        return settled.Kind == EntryKind.Proposal || entry.Kind == EntryKind.Resolved
            ? SessionVerdict.Duplicate(settled.Index)
            : SessionVerdict.Refused(AbortCause.Fenced, "");
    }

    private bool IsOpen(LogEntry opening, ulong time, out bool closed)
    {
        SessionTerms.TryRead(opening.Payload.Span, out var terms, out _);
        var uses = Effective.Where(e => e.Session == opening.Index).ToList();
        closed = uses.Exists(u => u.Kind == EntryKind.SessionClosed);
        var last = uses.Select(u => u.Time).Append(opening.Time).Max();
        return !closed && last + terms.TtlMs >= time;
    }
}
