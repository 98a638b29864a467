using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What an entry of a session comes to, given all entries before it. The very same rules hold when a leader lets a proposal in
/// (with what its log holds beyond the applied entries) and when a replica applies it, so that a leader never lets in what
/// will not be applied, and an entry that one let in wrongly has no effect anywhere.
/// </summary>
internal static class SessionRules
{
    public static SessionVerdict Judge(in SessionView view, EntryKind kind, in ProposalKey key, ReadOnlySpan<byte> payload, ulong time) => kind switch
    {
        EntryKind.SessionOpened => JudgeOpening(view, key, payload, time),
        EntryKind.Resolved or EntryKind.SessionClosed when payload.Length > 0 => SessionVerdict.Refused(AbortCause.Malformed, $"an entry of kind {kind} carries nothing"),
        _ => JudgeUse(view, kind, key, time),
    };

    private static SessionVerdict JudgeOpening(in SessionView view, in ProposalKey key, ReadOnlySpan<byte> payload, ulong time)
    {
        if (view.FindOpening(key) is var number and not 0 && view.TryGet(number, out var same) && same.ExpiresAfter >= time) return SessionVerdict.Duplicate(number);
        if (!SessionTerms.TryRead(payload, out _, out var error))
            return SessionVerdict.Refused(AbortCause.Malformed, $"the terms of the session cannot be read: {error}");
        if (view.Count >= SessionTable.MostSessions)
            return SessionVerdict.Refused(AbortCause.FederationLimit, $"the federation has {view.Count} open sessions, its limit; close some, or wait until some expire");
        if (view.CountOf(key.Origin) is var own && own >= SessionTable.MostOfOneOrigin)
            return SessionVerdict.Refused(AbortCause.FederationLimit, $"this origin has {own} open sessions, its limit; close some, or wait until some expire");
        return SessionVerdict.New;
    }

    private static SessionVerdict JudgeUse(in SessionView view, EntryKind kind, in ProposalKey key, ulong time)
    {
        if (!view.TryGet(key.Session, out var session))
        {
            return view.HasExpired(key.Session)
                ? Expired(key.Session)
                : SessionVerdict.Refused(AbortCause.UnknownSession, $"session {key.Session} is not open: it never was, was closed, or expired long ago");
        }

        if (session.ExpiresAfter < time) return Expired(key.Session);
        if (session.Origin != key.Origin) return SessionVerdict.Refused(AbortCause.UnknownSession, $"session {key.Session} belongs to another origin");
        return kind == EntryKind.SessionClosed ? SessionVerdict.New : JudgeNumber(view, session, kind, key);
    }

    private static SessionVerdict JudgeNumber(in SessionView view, in SessionFigures session, EntryKind kind, in ProposalKey key)
    {
        if (key.Seq == 0) return SessionVerdict.Refused(AbortCause.Malformed, "proposals of a session are numbered from 1");
        if (key.Seq <= session.Floor)
        {
            return SessionVerdict.Refused(AbortCause.OutOfWindow,
                $"proposal {key.Seq} is out of the window of session {key.Session}, which has come to {session.Highest} and keeps {session.Window} answers");
        }

        var slot = view.Find(key);
        if (slot.IsApplied) return SessionVerdict.Duplicate(slot.Index);
        if (slot.Kind != SlotKind.Fenced) return SessionVerdict.New;
        return kind == EntryKind.Resolved
            ? SessionVerdict.Duplicate(slot.Index)
            : SessionVerdict.Refused(AbortCause.Fenced, $"proposal {key.Seq} of session {key.Session} was resolved at {slot.Index} as never applied");
    }

    private static SessionVerdict Expired(ulong session) => SessionVerdict.Refused(AbortCause.SessionExpired, $"session {session} has expired");
}
