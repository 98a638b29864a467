using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The room of snapshots as a pure core: writes this node's own down, hands them out in chunks, fetches one from another node,
/// and reads the one that a start begins with. Chunks live in the slots of a store; a slot is written while nothing else
/// needs it: the snapshot in force, the one that somebody is still fetching, the own one being written, the one being fetched.
/// <para>
/// The receiver pulls: it asks for a bounded number of chunks at a time, again after silence, and from whoever leads by then.
/// Chunks are named by the checkpoint's digest and their number, and each is checked against the manifest, which is checked
/// against the certificate of the checkpoint. So it does not matter who sends, or whether several do, and what was received
/// under one leader is not asked for again under the next.
/// </para>
/// Source: dissertation chapter 5; what is different is that the follower asks, which bounds what is on its way by itself.
/// </summary>
/// <remarks>
/// Invariants: 1. no two uses have the same slot. 2. at most <see cref="SnapshotOptions.Window"/> chunks are asked for at a time.
/// 3. a chunk is stored only if it is the manifest's. 4. a snapshot is reported only when all its chunks are stored.
/// </remarks>
internal sealed partial class SnapshotCore(Did self, SnapshotOptions options)
{
    public const int Slots = 5;

    /// <summary>Not a slot of snapshots, but the store of the history tree's tiles, which belong to the log and are never erased.</summary>
    public const int TileSlot = 1000;
    private SnapshotRecord? _current;
    private SnapshotRecord? _held;
    private SnapshotRecord? _served;
    private TimeSpan? _servedAt;

    /// <summary>What is to be done, taken by the shell.</summary>
    public List<SnapshotEffect> Effects { get; } = [];

    /// <summary>The snapshot in force; null while there is none.</summary>
    public SnapshotRecord? Current => _current;

    /// <summary>The mark above which entries must be kept because somebody fetches an older snapshot; 0: nobody does.</summary>
    public ulong Pinned { get; private set; }

    /// <summary>Pieces that were not what they claimed to be, and messages that do not fit.</summary>
    public long Refused { get; private set; }

    /// <summary>Who may ask: the voters and learners.</summary>
    public IReadOnlyCollection<Did> Members { get; set; } = [];

    /// <summary>A record is on its way to this node's log: its slot is taken from now on, whatever comes of it.</summary>
    public void Hold(SnapshotRecord record) => _held = record;

    /// <summary>A record is durable in this node's log: its snapshot is the one in force.</summary>
    public void Adopt(SnapshotRecord record)
    {
        _held = null;
        if (_current is not null && _servedAt is not null && _served is null && options.Rules.KeepsServed) _served = _current;
        _current = record;
        if (_writing is { IsDone: true } && _writing.Slot == record.Slot) _writing = null;
        if (_fetch is { } fetch && (fetch.IsDone || fetch.Mark <= record.Mark)) _fetch = null;
        UpdatePin();
    }

    public void Step(SnapshotMessage message, TimeSpan now)
    {
        if (message.To != self || !Members.Contains(message.From))
        {
            Refused++;
            return;
        }

        switch (message)
        {
            case ManifestAsk m: OnManifestAsk(m, now); break;
            case ChunkAsk m: OnChunkAsk(m, now); break;
            case ManifestTold m: OnManifest(m, now); break;
            case ChunkTold m: OnChunk(m, now); break;
            case SnapshotGone m: OnGone(m, now); break;
        }
    }

    /// <summary>A message came that was refused before it came here.</summary>
    public void Refuse() => Refused++;

    /// <summary>The store fails.</summary>
    public void Failed(string problem) => Effects.Add(new SnapshotEffect.Unwritable($"the store of snapshots fails: {problem}"));

    /// <summary>Does what is due.</summary>
    public void Tick(TimeSpan now)
    {
        if (now - _servedAt > options.PinFor) (_served, _servedAt) = (null, null);
        UpdatePin();
        ServeQueue(now);
        TickFetch(now);
    }

    public void CheckInvariants()
    {
        var used = UsedSlots().ToList();
        if (used.Distinct().Count() != used.Count) throw new InvalidOperationException($"Invariant 1: slots {string.Join(' ', used)}.");
        if (_fetch is { } fetch && fetch.Asked.Count > options.Window) throw new InvalidOperationException($"Invariant 2: {fetch.Asked.Count} chunks asked for.");
    }

    private int FreeSlot() => Enumerable.Range(0, Slots).Except(UsedSlots()).First();

    private IEnumerable<int> UsedSlots()
    {
        if (_current is not null) yield return _current.Slot;
        if (_served is not null) yield return _served.Slot;
        if (_held is not null) yield return _held.Slot;
        if (_writing is not null && _writing.Slot != _held?.Slot) yield return _writing.Slot;
        if (_fetch is { Slot: >= 0 } fetch && fetch.Slot != _held?.Slot) yield return fetch.Slot;
    }

    private void UpdatePin() => Pinned = _served?.Mark ?? (_servedAt is not null ? _current?.Mark ?? 0 : 0);
}

/// <summary>What the shell of <see cref="SnapshotCore"/> has to do.</summary>
internal abstract record SnapshotEffect
{
    public sealed record Send(SnapshotMessage Message) : SnapshotEffect;

    /// <summary>Everything in the slot is to be deleted, before what comes later is written to it.</summary>
    public sealed record Erase(int Slot) : SnapshotEffect;

    /// <summary>A chunk is to be made durable; reported with <see cref="SnapshotCore.Saved"/>.</summary>
    public sealed record Save(int Slot, int Number, ReadOnlyMemory<byte> Bytes) : SnapshotEffect;

    /// <summary>A chunk is to be read; reported with <see cref="SnapshotCore.Loaded"/>.</summary>
    public sealed record Load(int Slot, int Number) : SnapshotEffect;

    /// <summary>This node's own snapshot is durable.</summary>
    public sealed record Taken(SnapshotManifest Manifest, int Slot) : SnapshotEffect;

    /// <summary>Another node's snapshot is durable here, and proven.</summary>
    public sealed record Fetched(SnapshotRecord Record) : SnapshotEffect;

    /// <summary>The snapshot in force was read.</summary>
    public sealed record Restored(SnapshotRecord Record, IReadOnlyList<(string Name, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)> Parts) : SnapshotEffect;

    /// <summary>The snapshot in force cannot be read.</summary>
    public sealed record Damaged(string Problem) : SnapshotEffect;

    /// <summary>A chunk cannot be stored.</summary>
    public sealed record Unwritable(string Problem) : SnapshotEffect;
}
