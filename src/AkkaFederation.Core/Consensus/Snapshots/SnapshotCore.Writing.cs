namespace AkkaFederation.Consensus;

// This node's own snapshots: one is written at a time, chunk after chunk. Whoever asks for one waits for the one before.
internal sealed partial class SnapshotCore
{
    private WritingSlot? _writing;

    /// <summary>Writes a snapshot of this node's own; reported with <see cref="SnapshotEffect.Taken"/>.</summary>
    public void Write(SnapshotManifest manifest, IReadOnlyList<ReadOnlyMemory<byte>> chunks)
    {
        // One that was written and never agreed on gives its slot up.
        _writing = null;
        _writing = new WritingSlot(manifest, chunks, FreeSlot());
        Effects.Add(new SnapshotEffect.Erase(_writing.Slot));
        WriteNext(_writing);
    }

    /// <summary>A chunk is durable, or, with a problem, it is not.</summary>
    public void Saved(int slot, int number, string? problem, TimeSpan now)
    {
        if (_writing is { IsDone: false } writing && writing.Slot == slot) OnWritten(writing, number, problem);
        else if (_fetch is { Manifest: not null } fetch && slot == fetch.Slot) OnStored(fetch, number, problem, now);
        else if (_fetch is { Manifest: { } its } other && slot == TileSlot) OnStored(other, its.Chunks + number, problem, now);
    }

    private void OnWritten(WritingSlot writing, int number, string? problem)
    {
        if (problem is not null)
        {
            Effects.Add(new SnapshotEffect.Unwritable($"a snapshot cannot be written: {problem}"));
            return;
        }

        if (number != writing.Written) return;
        writing.Written++;
        WriteNext(writing);
    }

    private void WriteNext(WritingSlot writing)
    {
        if (!writing.IsDone)
        {
            Effects.Add(new SnapshotEffect.Save(writing.Slot, writing.Written, writing.Chunks[writing.Written]));
            return;
        }

        writing.Chunks = [];
        Effects.Add(new SnapshotEffect.Taken(writing.Manifest, writing.Slot));
    }

    private sealed class WritingSlot(SnapshotManifest manifest, IReadOnlyList<ReadOnlyMemory<byte>> chunks, int slot)
    {
        public SnapshotManifest Manifest { get; } = manifest;

        public IReadOnlyList<ReadOnlyMemory<byte>> Chunks { get; set; } = chunks;

        public int Slot { get; } = slot;

        public int Written { get; set; }

        public bool IsDone => Written == Manifest.Chunks;
    }
}
