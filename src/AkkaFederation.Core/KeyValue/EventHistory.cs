namespace AkkaFederation.KeyValue;

/// <summary>
/// The newest events, whole revisions of them, for watchers who come back. The bounds are constants of the format, so every
/// replica keeps the same: a watcher that changes nodes meets the same beginning.
/// </summary>
internal sealed class EventHistory
{
    private readonly List<StoreEvent> _window = [];
    private long _bytes;
    private int _start;

    /// <summary>Every event of this revision and later ones is kept.</summary>
    public ulong First { get; private set; } = 1;

    public int Count => _window.Count - _start;

    public IEnumerable<StoreEvent> All => _window.Skip(_start);

    /// <summary>Adds the events of one revision, which is later than all before.</summary>
    public void Add(IReadOnlyList<StoreEvent> events)
    {
        foreach (var e in events)
        {
            _window.Add(e);
            _bytes += e.Weight;
        }

        while (Count > StoreLimits.MaxEvents || _bytes > StoreLimits.MaxEventBytes) DropOldest();
        if (_start < Count) return;
        _window.RemoveRange(0, _start);
        _start = 0;
    }

    /// <summary>Place of the first event at or after a revision, for <see cref="At"/>.</summary>
    public int PlaceOf(ulong revision)
    {
        var (low, high) = (_start, _window.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_window[middle].Revision < revision) low = middle + 1;
            else high = middle;
        }

        return low - _start;
    }

    public StoreEvent At(int place) => _window[_start + place];

    public void Restore(ulong first, IEnumerable<StoreEvent> events)
    {
        _window.Clear();
        _window.AddRange(events);
        _start = 0;
        _bytes = _window.Sum(e => e.Weight);
        First = first;
    }

    private void DropOldest()
    {
        First = _window[_start].Revision + 1;
        while (_start < _window.Count && _window[_start].Revision < First) _bytes -= _window[_start++].Weight;
    }
}
