#nullable disable
using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

public abstract partial class Eventsourced
{
    // Events are asked for a few at a time: a journal answers faster than an actor recovers, and what has not been looked at
    // yet lies in memory.
    private const long ReplayStep = 64;

    private ICancelable _recoveryTick;
    private long _replayTo;
    private long _replayLeft;
    private long _replayed;
    private bool _heardInInterval;

    /// <summary>
    /// The actor cannot recover: its journal or snapshot store failed, or its own recovery handler threw
    /// (<paramref name="message"/> is then the event). It stops afterwards, always.
    /// </summary>
    protected virtual void OnRecoveryFailure(Exception reason, object message = null)
    {
        if (message is null)
            Log.Error(reason, "Persistence failure when replaying events for persistenceId [{0}]. Last known sequence number [{1}]: {2}", PersistenceId, LastSequenceNr, reason.Message);
        else
            Log.Error(reason, "Exception in ReceiveRecover when replaying event type [{0}] with sequence number [{1}] for persistenceId [{2}].", message.GetType(), LastSequenceNr, PersistenceId);
    }

    /// <summary>Called after the last event was replayed, before <see cref="RecoveryCompleted"/>.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    private void StartRecovery()
    {
        TimeSpan timeout = JournalPlugin.RecoveryEventTimeout;
        _recoveryTick = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, Self, new RecoveryTick(true), Self);
        Recovery recovery = Recovery;
        SnapshotStore.Tell(new LoadSnapshot(PersistenceId, recovery.FromSnapshot, recovery.ToSequenceNr), Self);
    }

    private bool WhileLoadingSnapshot(object message)
    {
        switch (message)
        {
            case LoadSnapshotResult result:
                _heardInInterval = true;
                OnSnapshot(result);
                return true;
            case LoadSnapshotFailed failed:
                FailRecovery(failed.Cause, null);
                return true;
            case RecoveryTick:
                OnRecoveryTick("the snapshot store");
                return true;
            case JournalBatch or IJournalResponse:
                return true;
            default:
                StashInternally();
                return true;
        }
    }

    private void OnSnapshot(LoadSnapshotResult result)
    {
        if (result.Snapshot is { } snapshot)
        {
            LastSequenceNr = _sequenceNr = snapshot.Metadata.SequenceNr;
            if (!TryRecover(new SnapshotOffer(snapshot.Metadata, snapshot.Snapshot)))
                return;
        }

        _phase = Phase.Replaying;
        Recovery recovery = Recovery;
        _replayTo = Math.Min(result.ToSequenceNr, recovery.ToSequenceNr);
        _replayLeft = recovery.ReplayMax;
        AskForEvents();
    }

    private void AskForEvents()
    {
        _replayed = 0;
        Journal.Tell(new ReplayMessages(LastSequenceNr + 1, _replayTo, Math.Min(_replayLeft, ReplayStep), PersistenceId, Self), Self);
    }

    // True: there may be more events, and they were asked for.
    private bool ReplaysOn(long highestSequenceNr)
    {
        _replayLeft -= _replayed;
        if (_replayed < ReplayStep || _replayLeft <= 0 || LastSequenceNr >= Math.Min(highestSequenceNr, _replayTo))
            return false;
        AskForEvents();
        return true;
    }

    private bool WhileReplaying(object message)
    {
        switch (message)
        {
            case ReplayedMessage replayed:
                _heardInInterval = true;
                _replayed++;
                LastSequenceNr = replayed.Persistent.SequenceNr;
                TryRecover(replayed.Persistent.Payload);
                return true;
            case RecoverySuccess success:
                if (!ReplaysOn(success.HighestSequenceNr))
                    OnReplayed(success.HighestSequenceNr);
                return true;
            case ReplayMessagesFailure failure:
                FailRecovery(failure.Cause, null);
                return true;
            case RecoveryTick:
                OnRecoveryTick("the journal");
                return true;
            case JournalBatch or WriteMessageSuccess or WriteMessageRejected or WriteMessageFailure or LoopMessageSuccess or WriteMessagesSuccessful or WriteMessagesFailed:
                return true;
            default:
                StashInternally();
                return true;
        }
    }

    private void OnReplayed(long highestSequenceNr)
    {
        _recoveryTick.Cancel();
        OnReplaySuccess();
        LastSequenceNr = _sequenceNr = Math.Max(highestSequenceNr, LastSequenceNr);
        IsRecoveryFinished = true;
        bool failed = true;
        try
        {
            base.AroundReceive(ReceiveRecover, RecoveryCompleted.Instance);
            failed = false;
        }
        finally
        {
            Settle(failed);
        }
    }

    private bool TryRecover(object message)
    {
        try
        {
            base.AroundReceive(ReceiveRecover, message);
            return true;
        }
        catch (Exception e)
        {
            FailRecovery(e, message);
            return false;
        }
    }

    private void OnRecoveryTick(string silent)
    {
        if (_heardInInterval)
        {
            _heardInInterval = false;
            return;
        }

        FailRecovery(
            new RecoveryTimedOutException($"Recovery timed out: {silent} sent nothing for {JournalPlugin.RecoveryEventTimeout.TotalSeconds} s to the persistent actor '{PersistenceId}'."),
            null);
    }

    private void FailRecovery(Exception cause, object message)
    {
        _recoveryTick.Cancel();
        try
        {
            OnRecoveryFailure(cause, message);
        }
        finally
        {
            Context.Stop(Self);
        }
    }
}
