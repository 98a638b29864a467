using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>A session's figures, as far as the rules need them.</summary>
internal readonly record struct SessionFigures(Did Origin, ulong ExpiresAfter, ulong Highest, uint Window)
{
    public ulong Floor => Highest > Window ? Highest - Window : 0;
}

/// <summary>The sessions after the applied entries, and after the log's tail as well where one is given.</summary>
internal readonly struct SessionView(SessionTable table, SessionTail? tail)
{
    public int Count => table.Count + (tail?.CountChange ?? 0);

    public int CountOf(Did origin) => table.CountOf(origin) + (tail?.CountChangeOf(origin) ?? 0);

    public bool HasExpired(ulong session) => table.HasExpired(session);

    public ulong FindOpening(in ProposalKey key) =>
        tail is not null && tail.TryFindOpening(key, out var index) ? index : table.Find(key).Index;

    public bool TryGet(ulong number, out SessionFigures figures)
    {
        if (tail is not null && tail.TryGet(number, out figures, out var closed)) return !closed;
        if (table.Get(number) is not { } session)
        {
            figures = default;
            return false;
        }

        figures = new SessionFigures(session.Origin, session.ExpiresAfter, session.Highest, session.Terms.Window);
        return true;
    }

    public SessionSlot Find(in ProposalKey key)
    {
        if (tail is not null && tail.TryFind(key, out var slot)) return slot;
        return table.Find(key);
    }
}
