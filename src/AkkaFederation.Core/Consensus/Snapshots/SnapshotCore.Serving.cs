using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

// Handing out: what is asked for is read from the store and sent, as fast as the rate allows. A snapshot that somebody is
// fetching stays, with its slot, although there is a newer one: else a receiver that takes longer than the pause between two
// checkpoints would never have one whole (E13).
internal sealed partial class SnapshotCore
{
    private const int MaxQueued = 256;
    private readonly Queue<(Did To, SnapshotRecord Record, int Number)> _queue = new();
    private readonly List<(Did To, SnapshotRecord Record, int Number)> _loading = [];
    private double _allowance;
    private TimeSpan _allowedAt;

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public TimeSpan? NextDeadline => _queue.Count > 0 || _fetch is not null || _servedAt is not null ? _allowedAt + TimeSpan.FromMilliseconds(20) : null;

    /// <summary>The links that this node can show.</summary>
    public IReadOnlyList<Link> Links { get; set; } = [];

    /// <summary>Chunks sent.</summary>
    public long ChunksSent { get; private set; }

    private void OnManifestAsk(ManifestAsk m, TimeSpan now)
    {
        if (Find(m.Digest, now) is { } record) Effects.Add(new SnapshotEffect.Send(new ManifestTold(self, m.From, m.Digest, record.Manifest, record.Certificate) { Links = Links }));
        else Effects.Add(new SnapshotEffect.Send(new SnapshotGone(self, m.From, m.Digest)));
    }

    private void OnChunkAsk(ChunkAsk m, TimeSpan now)
    {
        if (Find(m.Digest, now) is not { } record)
        {
            Effects.Add(new SnapshotEffect.Send(new SnapshotGone(self, m.From, m.Digest)));
            return;
        }

        // A receiver asks again for what does not come; its own limit is below this one.
        if (m.Number < 0 || m.Number >= record.Manifest.Pieces || _queue.Count >= MaxQueued)
        {
            Refused++;
            return;
        }

        if (_queue.Any(q => q.To == m.From && q.Number == m.Number) || _loading.Exists(q => q.To == m.From && q.Number == m.Number)) return;
        _queue.Enqueue((m.From, record, m.Number));
        ServeQueue(now);
    }

    private SnapshotRecord? Find(byte[] digest, TimeSpan now)
    {
        var record = _current is not null && _current.Digest.AsSpan().SequenceEqual(digest) ? _current
            : _served is not null && _served.Digest.AsSpan().SequenceEqual(digest) ? _served
            : null;
        if (record is null) return null;
        _servedAt = now;
        UpdatePin();
        return record;
    }

    private void ServeQueue(TimeSpan now)
    {
        _allowance = Math.Min(options.Rate / 4.0, _allowance + ((now - _allowedAt).TotalSeconds * options.Rate));
        _allowedAt = now;
        while (_allowance >= 0 && _queue.TryDequeue(out var asked))
        {
            _allowance -= SnapshotPart.ChunkSize;
            _loading.Add(asked);
            var (slot, number) = PlaceOf(asked.Record, asked.Number);
            Effects.Add(new SnapshotEffect.Load(slot, number));
        }
    }

    private static (int Slot, int Number) PlaceOf(SnapshotRecord record, int piece) => PlaceOf(record.Manifest, record.Slot, piece);

    private static (int Slot, int Number) PlaceOf(SnapshotManifest manifest, int slot, int piece) =>
        piece < manifest.Chunks ? (slot, piece) : (TileSlot, piece - manifest.Chunks);

    private void OnLoadedForPeer(int slot, int number, ReadOnlyMemory<byte>? bytes)
    {
        foreach (var asked in _loading.Where(a => PlaceOf(a.Record, a.Number) == (slot, number)).ToList())
        {
            _loading.Remove(asked);

            // The slot may have been given to another snapshot since; nobody is sent what is not what was asked for.
            if (bytes is { } found && asked.Record.Manifest.Fits(asked.Number, found.Span))
            {
                ChunksSent++;
                Effects.Add(new SnapshotEffect.Send(new ChunkTold(self, asked.To, asked.Record.Digest, asked.Number, found)));
            }
            else
            {
                Effects.Add(new SnapshotEffect.Send(new SnapshotGone(self, asked.To, asked.Record.Digest)));
            }
        }
    }
}
