using Akka.Actor;

namespace AkkaFederation.Consensus;

// What the key remembers beside its database: a term is written there after it is durable in the log, and before anything is
// said in it. How much was committed is noted from time to time.
internal sealed partial class ConsensusActor
{
    private static readonly TimeSpan NotePause = TimeSpan.FromSeconds(1);
    private IActorRef _keyRecord = ActorRefs.Nobody;
    private PersistBatch? _remembering;
    private ulong _rememberedTerm;
    private TimeSpan _notedAt;

    // False: the database says less than the key has said already.
    private bool CheckKeyRecord()
    {
        if (_runtime.KeyRecordPath is not { } path) return true;
        KeyRecord record;
        try
        {
            record = KeyRecord.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            End($"{path} cannot be read: {e.Message}", e);
            return false;
        }

        var (term, last) = (_recovered.Hard.Term, _recovered.Log.LastIndex);
        if (record.Term > term || record.Size > last)
        {
            End($"this node's key has voted in cluster '{_runtime.ClusterId}' up to term {record.Term} and held {record.Size} committed entries, and the log in "
                + $"{_runtime.Settings.DataDirectory} ends in term {term} with entry {last}: it is empty or a restored back-up, and voting on it could undo what "
                + "others were told. Start this node with a new key and an empty data folder; it joins as a learner and fetches the log");
            return false;
        }

        _rememberedTerm = record.Term;
        _keyRecord = Context.ActorOf(KeyRecordActor.Props(record), KeyRecordActor.Name);
        return true;
    }

    private void OnPersisted(PersistBatch written)
    {
        if (_keyRecord.IsNobody() || written.Hard.Term <= _rememberedTerm)
        {
            _core?.Persisted(written.Number, Now);
            if (!_keyRecord.IsNobody() && _core is not null && Now - _notedAt >= NotePause) Note();
            QueueFlush();
            return;
        }

        _remembering = written;
        _keyRecord.Tell(new KeyRecordActor.Remember(written.Hard.Term, 0), Self);
    }

    private void OnRemembered(KeyRecordActor.Remembered m)
    {
        _rememberedTerm = Math.Max(_rememberedTerm, m.Term);
        if (_remembering is not { } written || written.Hard.Term > _rememberedTerm) return;
        _remembering = null;
        OnPersisted(written);
    }

    private void Note()
    {
        _notedAt = Now;
        var raft = _core!.Raft;
        _keyRecord.Tell(new KeyRecordActor.Remember(0, Math.Min(raft.Commit, raft.Stable)), Self);
    }
}
