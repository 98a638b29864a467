using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// What one origin has said: its lives and the updates kept of them. The log is bounded; the newest update of each kind
/// outlives the others, so that a snapshot of a truncated log still says how things stand.
/// </summary>
internal sealed class OriginLog(Did origin)
{
    /// <summary>Lives remembered beside those that hold the newest update of some kind.</summary>
    public const int MaxEpochs = 4;

    /// <summary>Kinds whose newest update outlives the log.</summary>
    public const int MaxPinned = 32;

    private readonly List<UpdateStream> _streams = [];
    private readonly SortedDictionary<string, GossipId> _newest = new(StringComparer.Ordinal);

    public Did Origin => origin;

    /// <summary>Ascending by epoch.</summary>
    public IReadOnlyList<UpdateStream> Streams => _streams;

    public long Bytes { get; private set; }

    public int Count { get; private set; }

    /// <summary>Lives up to this one that are not in the list are over and forgotten.</summary>
    public ulong FloorEpoch { get; private set; }

    public DateTimeOffset NewestAt { get; private set; }

    /// <summary>The origin has left long ago: nothing is kept but what has been seen, and nothing is compared with others.</summary>
    public bool Retired { get; private set; }

    /// <summary>Order of the last addition.</summary>
    public long Touched { get; private set; }

    public UpdateStream? Find(ulong epoch)
    {
        for (var i = _streams.Count - 1; i >= 0; i--)
        {
            if (_streams[i].Epoch == epoch) return _streams[i];
        }

        return null;
    }

    public bool IsStale(ulong epoch) => epoch <= FloorEpoch && Find(epoch) is null;

    /// <summary>Keeps an update that is new; false if the window has no room for another gap.</summary>
    public bool TryAdd(SignedUpdate update, GossipOptions options, long order)
    {
        var stream = Find(update.Id.Epoch) ?? Open(update.Id.Epoch);
        if (!stream.TryAdd(update))
        {
            if (stream.HighestSigned == 0) _streams.Remove(stream);
            return false;
        }

        Touched = order;
        Count++;
        Bytes += update.Size;
        if (update.Update.At > NewestAt) NewestAt = update.Update.At;
        Pin(update);
        while (_streams.Count > MaxEpochs && DropOldestEpoch())
        {
        }

        while ((Count > options.LogUpdates || Bytes > options.LogBytes) && Truncate())
        {
        }

        // The newest of each kind and of each life may stand above the number, but not above the bytes.
        while (Bytes > options.LogBytes && Count > 1) Shrink();
        return true;
    }

    /// <summary>
    /// Drops one update: the oldest that is not the newest of its kind or life; where there is none, the oldest of those, and
    /// the newest of a life last of all, as with it goes what others are told of that life. There must be one.
    /// </summary>
    public void Shrink()
    {
        if (Truncate()) return;
        var stream = _streams.Find(static s => s.Kept.Count > 1) ?? _streams.Find(static s => s.Kept.Count > 0)!;
        var update = stream.Kept.GetValueAtIndex(0);
        if (IsPinned(update)) _newest.Remove(update.Update.Kind);
        Drop(stream, update);
    }

    private bool Truncate()
    {
        foreach (var stream in _streams)
        {
            for (var i = 0; i < stream.Kept.Count - 1; i++)
            {
                var update = stream.Kept.GetValueAtIndex(i);
                if (IsPinned(update)) continue;
                Drop(stream, update);
                return true;
            }
        }

        return false;
    }

    public void Retire()
    {
        if (Retired) return;
        Retired = true;
        foreach (var stream in _streams)
        {
            while (stream.Kept.Count > 0) Drop(stream, stream.Kept.GetValueAtIndex(0));
        }

        _newest.Clear();
    }

    public void Revive() => Retired = false;

    public void CheckInvariants()
    {
        foreach (var stream in _streams) stream.CheckInvariants();
        if (Bytes != _streams.Sum(s => s.Kept.Values.Sum(u => (long)u.Size)) || Count != _streams.Sum(s => s.Kept.Count))
            throw new InvalidOperationException($"Gossip invariant broken: 4: the log's size is counted ({origin}).");
    }

    private UpdateStream Open(ulong epoch)
    {
        var stream = new UpdateStream(epoch);
        var at = _streams.FindIndex(s => s.Epoch > epoch);
        _streams.Insert(at < 0 ? _streams.Count : at, stream);
        return stream;
    }

    private void Pin(SignedUpdate update)
    {
        var kind = update.Update.Kind;
        if (_newest.TryGetValue(kind, out var newest) && newest.CompareTo(update.Id) > 0) return;
        _newest[kind] = update.Id;
        if (_newest.Count > MaxPinned) _newest.Remove(_newest.MinBy(p => p.Value).Key);
    }

    private bool IsPinned(SignedUpdate update) => _newest.TryGetValue(update.Update.Kind, out var id) && id == update.Id;

    private bool DropOldestEpoch()
    {
        for (var i = 0; i < _streams.Count - 1; i++)
        {
            var stream = _streams[i];
            if (stream.Kept.Values.Any(IsPinned)) continue;
            foreach (var update in stream.Kept.Values)
            {
                Count--;
                Bytes -= update.Size;
            }

            _streams.RemoveAt(i);
            FloorEpoch = Math.Max(FloorEpoch, stream.Epoch);
            return true;
        }

        return false;
    }

    private void Drop(UpdateStream stream, SignedUpdate update)
    {
        stream.Drop(update.Id.Sequence);
        Count--;
        Bytes -= update.Size;
    }
}
