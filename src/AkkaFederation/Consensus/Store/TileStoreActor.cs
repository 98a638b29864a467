using Akka.Actor;
using Akka.Persistence;

namespace AkkaFederation.Consensus;

/// <summary>
/// Keeps the old parts of the history tree: tile t is the snapshot with sequence number t + 1 of a persistence id of its own.
/// A tile never changes, so that storing it again after a crash is harmless, and each can be read without the others.
/// </summary>
internal sealed class TileStoreActor : ReceiveActor
{
    public const string Name = "tiles";
    private readonly IActorRef _store;
    private readonly string _id;
    private readonly Queue<ulong> _loads = new();
    private bool _loading;

    public TileStoreActor(IActorRef store, string persistenceId)
    {
        _store = store;
        _id = persistenceId;
        Receive<LeafTile>(Save);
        Receive<SaveSnapshotSuccess>(m => Context.Parent.Tell(new Stored((ulong)m.Metadata.SequenceNr - 1)));
        Receive<SaveSnapshotFailure>(m => Context.Parent.Tell(new Failed("written", m.Cause)));
        Receive<Load>(OnLoad);
        Receive<LoadSnapshotResult>(m => Finish(new Loaded(_loads.Peek(), m.Snapshot?.Snapshot as LeafTile)));
        Receive<LoadSnapshotFailed>(m => Finish(new Failed("read", m.Cause)));
    }

    public static Props Props(IActorRef store, string persistenceId) => Akka.Actor.Props.Create(() => new TileStoreActor(store, persistenceId));

    private void Save(LeafTile tile) =>
        _store.Tell(new SaveSnapshot(new SnapshotMetadata(_id, (long)tile.Number + 1, Context.System.Scheduler.Now.UtcDateTime), tile), Self);

    private void OnLoad(Load load)
    {
        _loads.Enqueue(load.Number);
        if (!_loading) Next();
    }

    // An answer does not say what it answers: one question at a time.
    private void Next()
    {
        _loading = _loads.TryPeek(out var number);
        if (!_loading) return;
        var sequence = (long)number + 1;
        _store.Tell(new LoadSnapshot(_id, new SnapshotSelectionCriteria(sequence, DateTime.MaxValue, sequence), sequence), Self);
    }

    private void Finish(object answer)
    {
        _loads.Dequeue();
        Context.Parent.Tell(answer);
        Next();
    }

    public sealed record Stored(ulong Number);

    public sealed record Load(ulong Number);

    /// <summary>Null: it is not here.</summary>
    public sealed record Loaded(ulong Number, LeafTile? Tile);

    /// <summary>The store failed; <see cref="What"/> could not be done.</summary>
    public sealed record Failed(string What, Exception Cause);
}
