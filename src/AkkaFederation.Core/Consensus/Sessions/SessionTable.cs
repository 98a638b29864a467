using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The sessions as the applied entries have left them: part of the replicated state, the same on every replica, byte for
/// byte. It makes a proposal that is sent again take effect once, and answers it as the first time (Raft dissertation, 6.3).
/// Everything it decides, it decides by entries and log time: the terms of a session stand in the entry that opened it.
/// What is not applied yet is not in here; a leader adds that with <see cref="SessionTail"/>.
/// </summary>
/// <remarks>
/// Invariants: 1. a session stands under its number. 2. an opening is known exactly as long as its session. 3. no session is
/// there that has expired by the newest log time. 4. the sessions' own. 5. the limits hold.
/// </remarks>
internal sealed class SessionTable
{
    public const int MostSessions = 16_384;
    public const int MostOfOneOrigin = 4_096;
    private const int GoneRemembered = 1_024;

    private readonly Dictionary<ulong, ClientSession> _sessions = [];
    private readonly Dictionary<ProposalKey, ulong> _openings = [];
    private readonly Dictionary<Did, int> _ofOrigin = [];
    private readonly PriorityQueue<ulong, (ulong Due, ulong Number)> _expiries = new();

    // The newest of those that have expired, so that their clients are told so by name.
    private readonly Queue<ulong> _gone = new();
    private readonly HashSet<ulong> _expired = [];

    /// <summary>Sessions that are open.</summary>
    public int Count => _sessions.Count;

    /// <summary>Log time of the newest applied entry.</summary>
    public ulong Time { get; private set; }

    /// <summary>Numbers of the open sessions, ascending.</summary>
    public IEnumerable<ulong> Numbers => _sessions.Keys.Order();

    /// <summary>Applies one committed entry; entries that are not about sessions only let time pass.</summary>
    /// <returns>What the entry came to. Only what is new takes effect.</returns>
    public SessionVerdict Apply(LogEntry entry, BallotTable ballots)
    {
        Time = Math.Max(Time, entry.Time);
        Sweep();
        if (!EntryKinds.IsProposed(entry.Kind)) return SessionVerdict.New;
        var verdict = SessionRules.Judge(new SessionView(this, null), entry.Kind, entry.Key, entry.Payload.Span, entry.Time);
        if (verdict.Standing == SessionStanding.New && entry.Kind == EntryKind.BallotOpened) verdict = ballots.Judge(entry.Payload.Span, 0);
        if (verdict.Standing != SessionStanding.New) return verdict;
        Effect(entry);
        if (entry.Kind == EntryKind.BallotOpened) ballots.Add(entry);
        return verdict;
    }

    /// <summary>How a proposal was settled; for an opening (session 0), the session's number as the index.</summary>
    public SessionSlot Find(ProposalKey key)
    {
        if (key.Session == 0) return _openings.TryGetValue(key, out var number) ? new SessionSlot(SlotKind.Applied, number) : default;
        return Get(key.Session) is { } session && session.Origin == key.Origin ? session.Find(key.Seq) : default;
    }

    public ClientSession? Get(ulong number) => _sessions.GetValueOrDefault(number);

    public int CountOf(Did origin) => _ofOrigin.GetValueOrDefault(origin);

    public bool HasExpired(ulong number) => _expired.Contains(number);

    /// <summary>The canonical bytes: sessions by number, answers by sequence.</summary>
    public void Write(StatementWriter writer)
    {
        writer.U64(Time).U32((uint)_sessions.Count);
        foreach (var number in Numbers) _sessions[number].Write(writer);
        writer.U32((uint)_gone.Count);
        foreach (var number in _gone) writer.U64(number);
    }

    /// <summary>Reads what <see cref="Write"/> has written; what is wrong with it is noted in the reader.</summary>
    public void Read(ref StatementReader reader)
    {
        Clear();
        Time = reader.U64();
        var count = reader.U32();
        if (!reader.Failed && count > MostSessions) reader.Fail($"{count} sessions are more than there can be");
        for (var i = 0U; i < count && !reader.Failed; i++)
        {
            var session = ClientSession.Read(ref reader);
            if (!reader.Failed && !TryAdd(session)) reader.Fail($"session {session.Number} stands there twice");
        }

        var gone = reader.U32();
        if (!reader.Failed && gone > GoneRemembered) reader.Fail($"{gone} expired sessions are more than are remembered");
        for (var i = 0U; i < gone && !reader.Failed; i++) Remember(reader.U64());
    }

    public void CheckInvariants()
    {
        foreach (var (number, session) in _sessions.OrderBy(s => s.Key))
        {
            if (session.Number != number) throw new InvalidOperationException($"Invariant 1: session {session.Number} at {number}.");
            if (_openings.GetValueOrDefault(new ProposalKey(session.Origin, 0, session.Nonce)) != number)
                throw new InvalidOperationException($"Invariant 2: session {number}.");
            if (session.ExpiresAfter < Time) throw new InvalidOperationException($"Invariant 3: session {number} at {Time}.");
            session.CheckInvariants();
        }

        if (_openings.Count != Count || Count > MostSessions) throw new InvalidOperationException($"Invariant 5: {Count} sessions.");
    }

    private void Effect(LogEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.SessionOpened:
                SessionTerms.TryRead(entry.Payload.Span, out var terms, out _);
                TryAdd(new ClientSession(entry.Index, entry.Origin, entry.Seq, terms, entry.Time));
                return;
            case EntryKind.SessionClosed:
                Forget(_sessions[entry.Session], expired: false);
                return;
            case EntryKind.Proposal or EntryKind.BallotOpened:
                Settle(entry, SlotKind.Applied);
                return;
            case EntryKind.Resolved:
                Settle(entry, SlotKind.Fenced);
                return;
        }
    }

    private void Settle(LogEntry entry, SlotKind kind)
    {
        var session = _sessions[entry.Session];
        session.Touch(entry.Time);
        session.Settle(entry.Seq, kind, entry.Index);
    }

    private bool TryAdd(ClientSession session)
    {
        if (!_sessions.TryAdd(session.Number, session)) return false;
        _openings[new ProposalKey(session.Origin, 0, session.Nonce)] = session.Number;
        _ofOrigin[session.Origin] = CountOf(session.Origin) + 1;
        _expiries.Enqueue(session.Number, (session.ExpiresAfter, session.Number));
        return true;
    }

    // Each session stands in the queue once, under a time at which it may have expired; if it has been active since, it goes
    // back under a later one. So an entry costs nothing here, and a session one look in its time to live.
    private void Sweep()
    {
        List<ClientSession>? expired = null;
        while (_expiries.TryPeek(out var number, out var due) && due.Due < Time)
        {
            _expiries.Dequeue();
            if (!_sessions.TryGetValue(number, out var session)) continue;
            if (session.ExpiresAfter < Time) (expired ??= []).Add(session);
            else _expiries.Enqueue(number, (session.ExpiresAfter, number));
        }

        // The queue's order comes from when it was looked at, which is not the same on a replica that was restored.
        foreach (var session in expired?.OrderBy(s => s.Number) ?? Enumerable.Empty<ClientSession>()) Forget(session, expired: true);
    }

    private void Forget(ClientSession session, bool expired)
    {
        _sessions.Remove(session.Number);
        _openings.Remove(new ProposalKey(session.Origin, 0, session.Nonce));
        if (_ofOrigin[session.Origin] == 1) _ofOrigin.Remove(session.Origin);
        else _ofOrigin[session.Origin]--;
        if (expired) Remember(session.Number);
    }

    private void Remember(ulong number)
    {
        if (!_expired.Add(number)) return;
        _gone.Enqueue(number);
        if (_gone.Count > GoneRemembered) _expired.Remove(_gone.Dequeue());
    }

    private void Clear()
    {
        _sessions.Clear();
        _openings.Clear();
        _ofOrigin.Clear();
        _expiries.Clear();
        _gone.Clear();
        _expired.Clear();
    }
}
