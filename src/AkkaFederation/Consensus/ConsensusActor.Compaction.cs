using Akka.Event;
using Akka.Persistence;

namespace AkkaFederation.Consensus;

// Compaction: what a durable checkpoint stands for need not be kept entry by entry. In this order, so that a crash between
// two steps leaves either everything or more than is needed: 1. the base that takes the events' place is durable; 2. the log
// says that the payloads are gone; 3. the events are deleted, and older bases. Leaf hashes are never deleted: they are in the
// base or in tiles.
internal sealed partial class ConsensusActor
{
    private readonly FoundingRecord _foundingRecord = new();
    private (ulong Index, long Sequence)? _compacting;
    private ulong _compactNext;

    /// <summary>
    /// Gives up payloads up to an index, or somewhat fewer: the journal can be cut only between events. To be called when
    /// whatever needs them has a durable checkpoint at or behind that index.
    /// </summary>
    private void CompactTo(ulong index)
    {
        _compactNext = Math.Max(_compactNext, index);
        if (_core is null || _compacting is not null) return;
        var raft = _core.Raft;
        var most = Math.Min(Math.Min(_compactNext, raft.Stable), raft.Applied);
        if (_recovered.Places.CutBefore(most) is not { } cut || cut.Index < raft.Log.FirstIndex) return;
        _compacting = (cut.Index, cut.Sequence);
        WithTree([cut.Index], [], can =>
        {
            if (can) SaveBase(cut.Sequence, new VoterBase(cut.Hard, _core!.Raft.Log.BaseAt(cut.Index), _foundingRecord.UpTo(cut.Sequence)));
            else _compacting = null;
        });
    }

    // At a sequence number in the past, which an actor's own SaveSnapshot cannot name.
    private void SaveBase(long sequence, VoterBase from) =>
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(PersistenceId, sequence, Context.System.Scheduler.Now.UtcDateTime), from), Self);

    private void OnBaseSaved(SaveSnapshotSuccess m)
    {
        if (_core is null || _compacting is not { } cut || m.Metadata.SequenceNr != cut.Sequence) return;
        _core.Raft.Log.CompactTo(cut.Index);
        _recovered.Places.DropBefore(cut.Sequence);
        DeleteMessages(cut.Sequence);
        DeleteSnapshots(new SnapshotSelectionCriteria(cut.Sequence - 1, DateTime.MaxValue));
        _counters.Compactions++;
        _compacting = null;
        QueueFlush();
    }

    // Nothing is lost by it but room: the next checkpoint tries again.
    private void OnBaseNotSaved(SaveSnapshotFailure m)
    {
        _compacting = null;
        _log.Warning("The log cannot be compacted, its base is not saved: {0}", m.Cause.Message);
    }

    private void RecoverBase(SnapshotOffer offer)
    {
        var from = (VoterBase)offer.Snapshot;
        foreach (var e in from.Founding)
        {
            _foundingRecord.Add(offer.Metadata.SequenceNr, e);
            RecoverFounding(e);
        }

        _recovered.Restore(from, offer.Metadata.SequenceNr);
    }

    /// <summary>Asks for <see cref="CompactTo"/>; from within this node alone, as it has no wire form.</summary>
    internal sealed record Compact(ulong Index);
}
