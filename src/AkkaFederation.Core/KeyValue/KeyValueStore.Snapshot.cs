namespace AkkaFederation.KeyValue;

// Holding a store costs one reference for each key and event; the bytes are written from what is held, while it goes on.
internal sealed partial class KeyValueStore
{
    public StoreSnapshot Snapshot() => new()
    {
        Revision = Revision,
        LogTime = LogTime,
        Limits = Limits,
        Leases = [.. _leases.All.Select(l => (l.Id, l.TtlMs, l.Deadline))],
        Items = [.. _keys.All()],
        FirstEvent = _history.First,
        Events = [.. _history.All],
    };

    /// <summary>Takes the place of everything.</summary>
    /// <exception cref="FormatException">The parts do not fit each other; the store is as it was.</exception>
    public void Restore(StoreSnapshot snapshot)
    {
        Check(snapshot);
        (Revision, LogTime, Limits) = (snapshot.Revision, snapshot.LogTime, snapshot.Limits);
        _keys.Clear();
        _leases.Clear();
        foreach (var (id, ttl, deadline) in snapshot.Leases) _leases.Add(new Lease(id, ttl, deadline));
        foreach (var item in snapshot.Items)
        {
            _keys.Set(item);
            _leases.Find(item.Lease)?.Keys.Add(item.Key);
        }

        _history.Restore(snapshot.FirstEvent, snapshot.Events);
    }

    private static void Check(StoreSnapshot snapshot)
    {
        var leases = snapshot.Leases.Select(l => l.Id).ToHashSet();
        var keysOf = new Dictionary<ulong, int>();
        foreach (var item in snapshot.Items)
        {
            if (item.Key.Length == 0 || item.Revision > snapshot.Revision || item.CreateRevision > item.Revision) throw new FormatException("an item cannot be of this store");
            if (item.Lease == 0) continue;
            if (!leases.Contains(item.Lease)) throw new FormatException($"a key hangs on lease {item.Lease}, which there is not");
            if ((keysOf[item.Lease] = keysOf.GetValueOrDefault(item.Lease) + 1) > StoreLimits.MaxKeysOfLease) throw new FormatException($"lease {item.Lease} has too many keys");
        }

        if (snapshot.Events.Count > 0 && (snapshot.Events[0].Revision < snapshot.FirstEvent || snapshot.Events[^1].Revision > snapshot.Revision))
            throw new FormatException("events cannot be of this store");
    }
}
