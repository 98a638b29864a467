namespace AkkaFederation.KeyValue;

/// <summary>The items of a store: found by their keys, and in the order of their keys.</summary>
/// <remarks>Invariants: 1. both indexes hold the same keys. 2. <see cref="Bytes"/> is the sum of the items' weights.</remarks>
internal sealed class KeyTable
{
    private readonly Dictionary<byte[], StoreItem> _items = new(KeyOrder.Instance);
    private readonly SortedSet<byte[]> _order = new(KeyOrder.Instance);

    public int Count => _items.Count;

    public ulong Bytes { get; private set; }

    public StoreItem? Find(ReadOnlySpan<byte> key) =>
        _items.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var item) ? item : null;

    public void Set(StoreItem item)
    {
        if (_items.TryGetValue(item.Key, out var former)) Bytes -= former.Weight;
        else _order.Add(item.Key);
        _items[item.Key] = item;
        Bytes += item.Weight;
    }

    public bool Remove(byte[] key, out StoreItem item)
    {
        if (!_items.Remove(key, out item!)) return false;
        _order.Remove(key);
        Bytes -= item.Weight;
        return true;
    }

    public void Clear()
    {
        _items.Clear();
        _order.Clear();
        Bytes = 0;
    }

    /// <summary>All items in the order of their keys.</summary>
    public IEnumerable<StoreItem> All() => _order.Select(key => _items[key]);

    /// <summary>Items from a key on, up to but without another; null: to the end.</summary>
    public IEnumerable<StoreItem> Range(byte[] from, byte[]? to)
    {
        if (_order.Count == 0) return [];
        var last = to ?? _order.Max!;
        if (KeyOrder.Instance.Compare(from, last) > 0) return [];
        var keys = _order.GetViewBetween(from, last).Select(key => _items[key]);
        return to is null ? keys : keys.TakeWhile(i => KeyOrder.Instance.Compare(i.Key, to) < 0);
    }

    public void CheckInvariants()
    {
        if (_order.Count != _items.Count || !_order.All(_items.ContainsKey)) throw new InvalidOperationException("Invariant 1: the indexes differ.");
        if (_items.Values.Aggregate(0UL, (sum, i) => sum + i.Weight) != Bytes) throw new InvalidOperationException($"Invariant 2: {Bytes} bytes.");
    }
}
