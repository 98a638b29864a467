#nullable disable
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Engine.Persistence;

namespace Akka.Persistence;

public abstract partial class Eventsourced
{
    // A durable store of this engine takes a second batch while the first is being synced: the disk never waits for the
    // actor's turn. Other journals are promised one request of an actor at a time.
    private const int MaxBatchesInStore = 2;

    private readonly Queue<IPendingHandlerInvocation> _invocations = new();
    private List<IPersistentEnvelope> _journalBatch = [];
    private long _sequenceNr;
    private int _pendingStashing;
    private int _writesInFlight;

    /// <summary>
    /// Writes an event and calls the handler when it is durable. Commands wait until then. The handler may change the
    /// state, reply to <see cref="ActorBase.Sender"/> (the sender of the command) and persist again.
    /// </summary>
    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        Add(new StashingHandlerInvocation(@event, o => handler((TEvent)o)));
        _pendingStashing++;
        _journalBatch.Add(new AtomicWrite(Represent(@event)));
    }

    /// <summary>Writes events all or none, and calls the handler for each.</summary>
    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        void Invoke(object o) => handler((TEvent)o);
        IPersistentRepresentation[] all = RepresentAll(events);
        foreach (IPersistentRepresentation p in all)
        {
            Add(new StashingHandlerInvocation(p.Payload, Invoke));
            _pendingStashing++;
        }

        if (all.Length > 0)
            _journalBatch.Add(new AtomicWrite(all));
    }

    /// <summary>As <see cref="Persist{TEvent}"/>, but commands go on meanwhile.</summary>
    public void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        Add(new AsyncHandlerInvocation(@event, o => handler((TEvent)o)));
        _journalBatch.Add(new AtomicWrite(Represent(@event)));
    }

    /// <summary>As <see cref="PersistAll{TEvent}"/>, but commands go on meanwhile.</summary>
    public void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        void Invoke(object o) => handler((TEvent)o);
        IPersistentRepresentation[] all = RepresentAll(events);
        foreach (IPersistentRepresentation p in all)
            Add(new AsyncHandlerInvocation(p.Payload, Invoke));
        if (all.Length > 0)
            _journalBatch.Add(new AtomicWrite(all));
    }

    /// <summary>Calls the handler after those of all events persisted before; writes nothing.</summary>
    public void DeferAsync<TEvent>(TEvent evt, Action<TEvent> handler)
    {
        if (_invocations.Count == 0)
        {
            MustNotBeRecovering();
            handler(evt);
            return;
        }

        Add(new AsyncHandlerInvocation(evt, o => handler((TEvent)o)));
        _journalBatch.Add(new NonPersistentMessage(evt, Sender));
    }

    /// <summary>
    /// Deletes the events up to and including the number; answered by <see cref="DeleteMessagesSuccess"/> or
    /// <see cref="DeleteMessagesFailure"/>.
    /// </summary>
    public void DeleteMessages(long toSequenceNr)
    {
        if (toSequenceNr == long.MaxValue || toSequenceNr <= LastSequenceNr)
        {
            Journal.Tell(new DeleteMessagesTo(PersistenceId, Math.Min(toSequenceNr, LastSequenceNr), Self), Self);
            return;
        }

        var cause = new ArgumentOutOfRangeException(
            nameof(toSequenceNr), toSequenceNr, $"toSequenceNr must not be above the last sequence number, {LastSequenceNr}.");
        Self.Tell(new DeleteMessagesFailure(cause, toSequenceNr), Self);
    }

    /// <summary>An event could not be written; whether it is durable is unknown, so the actor stops afterwards, always.</summary>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "Failed to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}].", @event.GetType(), sequenceNr, PersistenceId);

    /// <summary>An event was refused before anything was written (it cannot be serialized, say). The actor goes on.</summary>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.Warning("Rejected to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}] due to [{3}].", @event.GetType(), sequenceNr, PersistenceId, cause.Message);

    private bool WhileProcessing(Receive receive, object message)
    {
        if (TryResponse(message))
            return true;
        bool failed = true;
        try
        {
            bool handled = base.AroundReceive(receive, message);
            failed = false;
            return handled;
        }
        finally
        {
            Settle(failed);
        }
    }

    private bool WhilePersisting(object message)
    {
        if (!TryResponse(message))
            StashInternally();
        return true;
    }

    /// <summary>After every turn: hands over what was persisted, then lets the next command come, or waits for handlers.</summary>
    private void Settle(bool failed, bool unstash = true)
    {
        if (_asyncPending > 0 || IsRecovering)
            return;
        FlushJournal(force: false);
        _phase = _pendingStashing > 0 ? Phase.Persisting : Phase.Processing;
        if (_phase == Phase.Persisting)
            return;
        if (failed)
            _internalStash?.UnstashAll();
        else if (unstash)
            UnstashNext();
    }

    /// <param name="force">
    /// The incarnation is over: what commands have persisted is written now, for the next one recovers after it. Where
    /// a journal is still busy it is lost, as nothing of it was acknowledged.
    /// </param>
    private void FlushJournal(bool force)
    {
        if (_journalBatch.Count == 0)
            return;
        if (JournalPlugin.Store is null)
            FlushToJournal();
        else
            FlushToStore(force);
    }

    private void FlushToJournal()
    {
        if (_writesInFlight > 0)
            return;
        _writesInFlight++;
        Journal.Tell(new WriteMessages(TakeBatch().ToArray(), Self, _instanceId), Self);
    }

    // What has gathered while the journal was busy, within the bound of one request.
    private List<IPersistentEnvelope> TakeBatch()
    {
        List<IPersistentEnvelope> batch = _journalBatch;
        int most = JournalPlugin.MaxMessageBatchSize;
        if (batch.Count <= most)
        {
            _journalBatch = [];
            return batch;
        }

        _journalBatch = batch.GetRange(most, batch.Count - most);
        batch.RemoveRange(most, batch.Count - most);
        return batch;
    }

    private void FlushToStore(bool force)
    {
        while (_journalBatch.Count > 0 && (force || _writesInFlight < MaxBatchesInStore))
        {
            JournalBatch batch = JournalBatch.Create(PersistenceId, TakeBatch(), JournalPlugin, Self, _instanceId);

            // What has nothing to write (only deferred or rejected events) must not overtake the batches before it.
            if (_writesInFlight++ == 0 && batch.Rows.Count == 0)
                batch.Completed(null);
            else
                JournalPlugin.Store.Append(batch);
        }
    }

    private void Add(IPendingHandlerInvocation invocation)
    {
        MustNotBeRecovering();
        _invocations.Enqueue(invocation);
    }

    private void MustNotBeRecovering()
    {
        if (IsRecovering)
            throw new InvalidOperationException("Cannot persist during replay. Events can be persisted when receiving RecoveryCompleted or later.");
    }

    private IPersistentRepresentation[] RepresentAll<TEvent>(IEnumerable<TEvent> events)
    {
        MustNotBeRecovering();
        return events.Select(e => Represent(e)).ToArray();
    }

    private IPersistentRepresentation Represent(object payload) => new Persistent(
        payload,
        ++_sequenceNr,
        PersistenceId,
        sender: Sender,
        writerGuid: _writerGuid,
        timestamp: Extension.UtcNow.Ticks);
}
