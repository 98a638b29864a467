using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Which proposals are in the log, committed or not, so that a retry is found wherever its first copy stands and the log
/// never holds the same (origin, session, seq) twice. It follows the log exactly: what is truncated is forgotten.
/// Left out: expiry of sessions.
/// </summary>
internal sealed class SessionTable
{
    private readonly Dictionary<ProposalKey, ulong> _openings = [];
    private readonly Dictionary<ulong, Session> _sessions = [];

    /// <summary>Sessions opened and not truncated.</summary>
    public int Count => _sessions.Count;

    public void Add(LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.SessionOpened:
                _openings[entry.Key] = entry.Index;
                _sessions[entry.Index] = new Session(entry.Origin);
                break;
            case EntryKind.Proposal when _sessions.TryGetValue(entry.Session, out var session):
                session.Indexes.TryAdd(entry.Seq, entry.Index);
                break;
        }
    }

    /// <summary>Forgets an entry that is cut off the log; called from the last entry backwards.</summary>
    public void Remove(LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.SessionOpened:
                _openings.Remove(entry.Key);
                _sessions.Remove(entry.Index);
                break;
            case EntryKind.Proposal when _sessions.TryGetValue(entry.Session, out var session)
                                         && session.Indexes.TryGetValue(entry.Seq, out var index) && index == entry.Index:
                session.Indexes.Remove(entry.Seq);
                break;
        }
    }

    /// <summary>The index at which the proposal stands in the log, or 0.</summary>
    public ulong Find(ProposalKey key)
    {
        if (key.Session == 0) return _openings.GetValueOrDefault(key);
        return _sessions.TryGetValue(key.Session, out var session) && session.Origin == key.Origin
            ? session.Indexes.GetValueOrDefault(key.Seq)
            : 0;
    }

    /// <summary>Whether the origin may propose in this session; the reason is for the proposer.</summary>
    public bool MayPropose(Did origin, ulong session, out string reason)
    {
        reason = "";
        if (!_sessions.TryGetValue(session, out var found)) reason = $"session {session} is not open";
        else if (found.Origin != origin) reason = $"session {session} belongs to another origin";
        return reason.Length == 0;
    }

    private sealed record Session(Did Origin)
    {
        public Dictionary<ulong, ulong> Indexes { get; } = [];
    }
}
