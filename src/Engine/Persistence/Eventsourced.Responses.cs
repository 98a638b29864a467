#nullable disable
using Akka.Actor;

namespace Akka.Persistence;

public abstract partial class Eventsourced
{
    /// <summary>Takes the journal's answers; those to an earlier incarnation are dropped.</summary>
    private bool TryResponse(object message)
    {
        switch (message)
        {
            case JournalBatch batch:
                if (batch.InstanceId == _instanceId)
                    OnBatch(batch);
                return true;
            case WriteMessageSuccess m:
                if (m.ActorInstanceId == _instanceId)
                    Turn(() => OnWritten(m.Persistent.Payload, m.Persistent.SequenceNr));
                return true;
            case WriteMessageRejected m:
                if (m.ActorInstanceId == _instanceId)
                    Turn(() => OnRejected(m.Cause, m.Persistent.Payload, m.Persistent.SequenceNr));
                return true;
            case WriteMessageFailure m:
                if (m.ActorInstanceId == _instanceId)
                    Turn(() => OnFailed(m.Cause, m.Persistent.Payload, m.Persistent.SequenceNr));
                return true;
            case LoopMessageSuccess m:
                if (m.ActorInstanceId == _instanceId)
                    Turn(() => RunHandler(m.Message));
                return true;
            case WriteMessagesSuccessful or WriteMessagesFailed:
                if (_writesInFlight > 0)
                    _writesInFlight--;
                FlushJournal(force: false);
                return true;
            case RecoveryTick or ReplayedMessage or RecoverySuccess or ReplayMessagesFailure or LoadSnapshotResult or LoadSnapshotFailed:
                return IsStale(message);
            default:
                return false;
        }
    }

    /// <summary>Answers of a recovery that is over. A snapshot that the user asked for is his.</summary>
    private static bool IsStale(object message) => message is not (LoadSnapshotResult or LoadSnapshotFailed);

    private void Turn(Action handle)
    {
        bool failed = true;
        try
        {
            handle();
            failed = false;
        }
        finally
        {
            Settle(failed);
        }
    }

    private void OnBatch(JournalBatch batch)
    {
        if (batch.Next == 0)
            _writesInFlight--;
        bool failed = true;
        try
        {
            while (batch.Next < batch.Entries.Length)
            {
                JournalBatch.Entry entry = batch.Entries[batch.Next++];
                Cell.CurrentEnvelope = new Envelope(entry.Payload, entry.Sender);
                Handle(entry, batch.Failure);
                // The actor may have been told to stop, or does something asynchronous: the rest takes its turn.
                if (_asyncPending > 0 || Cell.Mailbox.HasSystemMessages)
                    break;
            }

            failed = false;
        }
        finally
        {
            // What goes to the front of the mailbox last comes first, and the rest of the batch is older than any command.
            bool rest = batch.Next < batch.Entries.Length;
            Settle(failed, unstash: !rest);
            if (rest)
                Cell.Mailbox.EnqueueFirst(new Envelope(batch, ActorRefs.NoSender));
        }
    }

    private void Handle(in JournalBatch.Entry entry, Exception failure)
    {
        if (entry.SequenceNr == 0)
            RunHandler(entry.Payload);
        else if (failure is not null)
            OnFailed(failure, entry.Payload, entry.SequenceNr);
        else if (entry.Rejection is not null)
            OnRejected(entry.Rejection, entry.Payload, entry.SequenceNr);
        else
            OnWritten(entry.Payload, entry.SequenceNr);
    }

    private void OnWritten(object payload, long sequenceNr)
    {
        LastSequenceNr = Math.Max(LastSequenceNr, sequenceNr);
        RunHandler(payload);
    }

    private void OnRejected(Exception cause, object payload, long sequenceNr)
    {
        LastSequenceNr = Math.Max(LastSequenceNr, sequenceNr);
        EndInvocation();
        OnPersistRejected(cause, payload, sequenceNr);
    }

    private void OnFailed(Exception cause, object payload, long sequenceNr)
    {
        EndInvocation();
        try
        {
            OnPersistFailure(cause, payload, sequenceNr);
        }
        finally
        {
            Context.Stop(Self);
        }
    }

    private void RunHandler(object payload)
    {
        try
        {
            _invocations.Peek().Handler(payload);
        }
        finally
        {
            EndInvocation();
        }
    }

    private void EndInvocation()
    {
        if (_invocations.Dequeue() is StashingHandlerInvocation)
            _pendingStashing--;
    }
}
