using Akka.Actor;
using Akka.Persistence;

namespace AkkaFederation.Consensus;

// The store's answers do not say what they answer, so it is asked one thing at a time.
internal sealed partial class SnapshotActor
{
    private readonly Queue<SnapshotEffect> _waiting = new();
    private IActorRef? _store;
    private SnapshotEffect? _asked;
    private string _storeId = "";
    private string _tilesId = "";

    private IActorRef Store => _store ??= Persistence.Instance.Apply(Context.System).SnapshotStoreFor("");

    private void Enqueue(SnapshotEffect effect)
    {
        _waiting.Enqueue(effect);
        if (_asked is null) AskStore();
    }

    // What the store still answers to an earlier beginning is waited for, and belongs to nobody.
    private void ForgetStore()
    {
        _waiting.Clear();
        if (_asked is not null) _asked = new Forgotten();
    }

    private void AskStore()
    {
        if (!_waiting.TryDequeue(out _asked)) return;
        switch (_asked)
        {
            case SnapshotEffect.Erase m:
                Store.Tell(new DeleteSnapshots(IdOf(m.Slot), SnapshotSelectionCriteria.Latest), Self);
                break;
            case SnapshotEffect.Save m:
                object piece = m.Slot == SnapshotCore.TileSlot ? new LeafTile((ulong)m.Number, m.Bytes.ToArray()) : new StoredChunk(m.Bytes);
                Store.Tell(new SaveSnapshot(new SnapshotMetadata(IdOf(m.Slot), m.Number + 1, Context.System.Scheduler.Now.UtcDateTime), piece), Self);
                break;
            case SnapshotEffect.Load m:
                Store.Tell(new LoadSnapshot(IdOf(m.Slot), new SnapshotSelectionCriteria(m.Number + 1, DateTime.MaxValue, m.Number + 1), m.Number + 1), Self);
                break;
        }
    }

    private void OnStore(object answer)
    {
        var asked = _asked;
        _asked = null;
        switch (asked)
        {
            case SnapshotEffect.Erase when answer is DeleteSnapshotsFailure failed:
                _core?.Failed(failed.Cause.Message);
                break;
            case SnapshotEffect.Save m:
                _core?.Saved(m.Slot, m.Number, (answer as SaveSnapshotFailure)?.Cause.Message, Now);
                break;
            case SnapshotEffect.Load m:
                _core?.Loaded(m.Slot, m.Number, (answer as LoadSnapshotResult)?.Snapshot?.Snapshot switch
                {
                    StoredChunk chunk => chunk.Bytes,
                    LeafTile tile => tile.Hashes,
                    _ => default(ReadOnlyMemory<byte>?),
                });
                break;
        }

        if (_asked is null) AskStore();
    }

    private string IdOf(int slot) => slot == SnapshotCore.TileSlot ? _tilesId : $"{_storeId}-{slot}";

    /// <summary>Something that was asked for before a new beginning.</summary>
    private sealed record Forgotten : SnapshotEffect;
}
