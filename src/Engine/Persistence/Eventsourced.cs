#nullable disable
using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>
/// Core of persistent actors. Changes of state are events: they are written to a journal first and applied by a handler
/// afterwards; a new incarnation recovers by having them replayed. Follows the public description of Akka Persistence.
/// Parts: Persisting (writing and handlers), Responses (from the journal), Recovering, Snapshots.
///
/// How order is kept:
/// 1. a handler runs only after its event, and all events before it, are durable; handlers run in the order of events;
/// 2. from Persist until its handler has run, and during recovery, commands go to an internal stash; afterwards they
///    come back one at a time at the front of the mailbox, so that each is handled as if it had waited there;
/// 3. what the user unstashes goes before what the internal stash holds.
///
/// Left out: the limit on concurrent recoveries, bounded internal stash, replay filter.
/// </summary>
public abstract partial class Eventsourced : ActorBase, IPersistentIdentity, IPersistenceRecovery, IWithUnboundedStash
{
    private readonly int _instanceId;
    private readonly string _writerGuid;
    private PersistencePlugin _journalPlugin;
    private IActorRef _snapshotStore;
    private ILoggingAdapter _log;
    private IStash _internalStash;
    private EventsourcedStash _stash;
    private Phase _phase = Phase.LoadingSnapshot;
    private bool _inReceive;
    private bool _released;
    private int _asyncPending;

    // A message from the internal stash lies at the front of the mailbox.
    private bool _unstashed;

    protected Eventsourced()
    {
        Extension = Persistence.Instance.Apply(Context.System);
        _instanceId = Extension.NextInstanceId();
        _writerGuid = Extension.NewWriterGuid();
    }

    private enum Phase
    {
        LoadingSnapshot,
        Replaying,
        Processing,
        Persisting,
    }

    /// <summary>Under which the events are kept: unique among all actors of the journal, the same in every incarnation.</summary>
    public abstract string PersistenceId { get; }

    public string JournalPluginId { get; protected set; }

    public string SnapshotPluginId { get; protected set; }

    public virtual Recovery Recovery => Recovery.Default;

    /// <summary>For messages that cannot be handled yet. Independent of the internal one.</summary>
    public IStash Stash
    {
        get => _stash;
        set => _stash = new EventsourcedStash(this, value);
    }

    public IActorRef Journal => JournalPlugin.Ref;

    public IActorRef SnapshotStore => _snapshotStore ??= Extension.SnapshotStoreFor(SnapshotPluginId);

    public string SnapshotterId => PersistenceId;

    /// <summary>True until the last event was replayed; false from <see cref="RecoveryCompleted"/> on.</summary>
    public bool IsRecovering => !IsRecoveryFinished;

    public bool IsRecoveryFinished { get; private set; }

    /// <summary>Number of the last event that was replayed or whose handler was called.</summary>
    public long LastSequenceNr { get; private set; }

    public long SnapshotSequenceNr => LastSequenceNr;

    protected PersistenceExtension Extension { get; }

    protected virtual ILoggingAdapter Log => _log ??= Context.GetLogger();

    private PersistencePlugin JournalPlugin => _journalPlugin ??= Extension.JournalPlugin(JournalPluginId);

    public override void AroundPreStart()
    {
        if (string.IsNullOrEmpty(PersistenceId))
            throw new InvalidOperationException($"PersistenceId of the persistent actor {Self.Path} is null or empty: it names the actor's events.");
        StartRecovery();
        base.AroundPreStart();
    }

    public override void AroundPostRestart(Exception reason, object message)
    {
        StartRecovery();
        base.AroundPostRestart(reason, message);
    }

    public override void AroundPreRestart(Exception cause, object message)
    {
        try
        {
            Release();
            FlushJournal(force: true);
        }
        finally
        {
            base.AroundPreRestart(cause, message is JournalBatch or IJournalResponse ? null : message);
        }
    }

    public override void AroundPostStop()
    {
        try
        {
            Release();
        }
        finally
        {
            base.AroundPostStop();
        }
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        _unstashed = false;
        _inReceive = true;
        try
        {
            return _phase switch
            {
                Phase.LoadingSnapshot => WhileLoadingSnapshot(message),
                Phase.Replaying => WhileReplaying(message),
                Phase.Processing => WhileProcessing(receive, message),
                _ => WhilePersisting(message),
            };
        }
        finally
        {
            _inReceive = false;
        }
    }

    /// <summary>Gets snapshots, events and <see cref="RecoveryCompleted"/> during recovery.</summary>
    protected abstract bool ReceiveRecover(object message);

    /// <summary>Gets everything else; may persist.</summary>
    protected abstract bool ReceiveCommand(object message);

    protected override void Unhandled(object message)
    {
        switch (message)
        {
            case RecoveryCompleted:
                return;
            case SaveSnapshotFailure m:
                Log.Warning("Failed to save the snapshot {0} of {1}: {2}", m.Metadata, PersistenceId, m.Cause.Message);
                break;
            case DeleteSnapshotFailure m:
                Log.Warning("Failed to delete the snapshot {0} of {1}: {2}", m.Metadata, PersistenceId, m.Cause.Message);
                break;
            case DeleteSnapshotsFailure m:
                Log.Warning("Failed to delete the snapshots {0} of {1}: {2}", m.Criteria, PersistenceId, m.Cause.Message);
                break;
            case DeleteMessagesFailure m:
                Log.Warning("Failed to delete the events of {0} up to {1}: {2}", PersistenceId, m.ToSequenceNr, m.Cause.Message);
                break;
        }

        base.Unhandled(message);
    }

    /// <summary>Runs asynchronous work: no further message is handled before it ends; it may persist.</summary>
    protected void RunTask(Func<Task> action)
    {
        _asyncPending++;
        Akka.Dispatch.ActorTaskScheduler.RunTask(() => RunAsync(action));
    }

    private async Task RunAsync(Func<Task> action)
    {
        bool failed = true;
        try
        {
            await action();
            failed = false;
        }
        finally
        {
            _asyncPending--;
            if (!_inReceive && !_released)
                Settle(failed);
        }
    }

    private void StashInternally() => InternalStash.Stash();

    private IStash InternalStash => _internalStash ??= Context.CreateStash(GetType());

    private void UnstashNext()
    {
        if (_unstashed || _internalStash is null or { IsEmpty: true })
            return;
        _unstashed = true;
        _internalStash.Unstash();
    }

    private void Release()
    {
        if (_released)
            return;
        _released = true;
        _recoveryTick?.Cancel();
        _internalStash?.UnstashAll();
    }
}
