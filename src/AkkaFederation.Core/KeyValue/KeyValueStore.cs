namespace AkkaFederation.KeyValue;

/// <summary>
/// A key-value store as a deterministic state machine over the replicated log: the same commands give the same state, the same
/// answers and the same bytes on every replica. Revisions are indexes of entries, so they grow for all keys together and are
/// never used twice: the entry that puts a key there is a fencing token for whoever holds it (Burrows 2006, "sequencers").
/// Time is log time alone: a lease ends when an expire command is applied whose entry's time is not before the deadline, on
/// every replica at the same entry. Leases and revisions follow etcd's model (docs of its v3 API), in names and meaning.
/// Left out: transactions over several keys, and reads of older revisions.
/// </summary>
/// <remarks>
/// Invariants: 1. the indexes of the keys agree. 2. the bytes are counted right. 3. a key hangs on a lease that exists and lists
/// it, and a lease lists no other. 4. the leases' indexes agree. 5. no item is newer than <see cref="Revision"/>, nor older than
/// its creation. 6. events are kept in order and within their bounds.
/// </remarks>
internal sealed partial class KeyValueStore
{
    private readonly KeyTable _keys = new();
    private readonly LeaseTable _leases = new();
    private readonly EventHistory _history = new();
    private readonly List<StoreEvent> _events = [];

    /// <summary>The newest entry that changed something.</summary>
    public ulong Revision { get; private set; }

    /// <summary>Time of the newest command.</summary>
    public ulong LogTime { get; private set; }

    public StoreLimits Limits { get; private set; } = StoreLimits.Initial;

    public int Count => _keys.Count;

    public ulong Bytes => _keys.Bytes;

    public int Leases => _leases.Count;

    /// <inheritdoc cref="LeaseTable.NextDeadline"/>
    public ulong? NextDeadline => _leases.NextDeadline;

    /// <inheritdoc cref="EventHistory.First"/>
    public ulong FirstEvent => _history.First;

    /// <summary>Applies one entry's command; what cannot be done is a result too.</summary>
    /// <param name="index">Its index, greater than any before.</param>
    /// <param name="time">Its log time in Unix milliseconds, not less than any before.</param>
    /// <param name="payload">Its payload, which <see cref="CommandCodec.IsCommand"/>.</param>
    public StoreResult Apply(ulong index, ulong time, ReadOnlySpan<byte> payload)
    {
        if (!CommandCodec.TryDecode(payload, out var command, out _)) return new StoreResult(StoreStatus.Malformed) { Revision = index };
        LogTime = time;
        var result = Apply(index, time, command);
        if (_events.Count > 0) _history.Add(_events);
        _events.Clear();
        return result with { Revision = index };
    }

    public StoreItem? Find(ReadOnlySpan<byte> key) => _keys.Find(key);

    public Lease? FindLease(ulong id) => _leases.Find(id);

    /// <summary>Items of a range, at most so many and of about this weight, but at least one.</summary>
    public ItemPage List(KeyRange range, int maxCount, int maxWeight)
    {
        var items = new List<StoreItem>();
        long weight = 0;
        foreach (var item in _keys.Range(range.From, range.To))
        {
            weight += (long)item.Weight;
            if (items.Count > 0 && (items.Count >= maxCount || weight > maxWeight)) return new ItemPage(items, true);
            items.Add(item);
        }

        return new ItemPage(items, false);
    }

    /// <summary>Events of a range from a revision on, at most so many and of about this weight, but at least one.</summary>
    /// <param name="since">The revision, and how many of its events in this range are left out; every replica keeps the same order.</param>
    /// <param name="range">Of which keys.</param>
    /// <param name="maxCount">How many at most.</param>
    /// <param name="maxWeight">Their weight in bytes, about.</param>
    public EventPage EventsFrom(EventPosition since, KeyRange range, int maxCount, int maxWeight)
    {
        if (since.Revision < _history.First) return new EventPage([], new EventPosition(_history.First), Compacted: true);
        var found = new List<StoreEvent>();
        long weight = 0;
        var at = since with { Skip = 0 };
        for (var place = _history.PlaceOf(since.Revision); place < _history.Count; place++)
        {
            var e = _history.At(place);
            if (!range.Contains(e.Item.Key)) continue;
            if (e.Revision != at.Revision) at = new EventPosition(e.Revision);
            if (e.Revision != since.Revision || at.Skip >= since.Skip)
            {
                weight += e.Weight;
                if (found.Count > 0 && (found.Count >= maxCount || weight > maxWeight)) return new EventPage(found, at);
                found.Add(e);
            }

            at = at with { Skip = at.Skip + 1 };
        }

        return new EventPage(found, new EventPosition(Math.Max(Revision + 1, since.Revision)));
    }

    public void CheckInvariants()
    {
        _keys.CheckInvariants();
        _leases.CheckInvariants();
        foreach (var item in _keys.All())
        {
            if (item.Lease != 0 && _leases.Find(item.Lease)?.Keys.Contains(item.Key) != true) throw new InvalidOperationException($"Invariant 3: lease {item.Lease} lacks a key.");
            if (item.Revision > Revision || item.CreateRevision > item.Revision) throw new InvalidOperationException($"Invariant 5: an item of {item.CreateRevision} to {item.Revision} at {Revision}.");
        }

        if (_leases.All.Sum(l => l.Keys.Count) != _keys.All().Count(i => i.Lease != 0)) throw new InvalidOperationException("Invariant 3: a lease lists a key that is not its own.");
        var revisions = _history.All.Select(e => e.Revision).ToArray();
        if (revisions.Length > StoreLimits.MaxEvents || !revisions.SequenceEqual(revisions.Order()) || (revisions.Length > 0 && revisions[0] < _history.First))
            throw new InvalidOperationException("Invariant 6: events out of order or bounds.");
    }
}
