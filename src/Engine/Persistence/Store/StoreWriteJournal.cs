#nullable disable
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// A journal plugin over one of the system's <see cref="IEventStore"/>s. Persistent actors of this engine submit their
/// writes to the store themselves; what comes by message is served here alike.
/// </summary>
internal abstract class StoreWriteJournal : AsyncWriteJournal, IStoreJournal
{
    private readonly IEventStore _store;
    private readonly EventCodec _codec;

    protected StoreWriteJournal(Config config)
    {
        _store = EventStores.Get(Context.System).Open(Self.Path.Name, config);
        _codec = new EventCodec(Context.System);
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        _store.HighestSequenceNrAsync(persistenceId);

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        _store.ReplayAsync(persistenceId, fromSequenceNr, toSequenceNr, max, row => recoveryCallback(_codec.Decode(row)));

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var results = new List<Exception>();
        var writes = new List<Task>();
        foreach (AtomicWrite write in messages)
        {
            Exception rejection = null;
            try
            {
                var append = new TaskAppend(write.PersistenceId, Array.ConvertAll(write.Events, _codec.Encode));
                _store.Append(append);
                writes.Add(append.Task);
            }
            catch (Exception e)
            {
                rejection = e;
            }

            results.Add(rejection);
        }

        await Task.WhenAll(writes);
        return results.ToImmutableList();
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        _store.DeleteEventsAsync(persistenceId, toSequenceNr);

    private sealed class TaskAppend(string persistenceId, EventRow[] rows) : EventAppend(persistenceId, rows)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _done.Task;

        public override void Completed(Exception error)
        {
            if (error is null)
                _done.SetResult();
            else
                _done.SetException(error);
        }
    }
}
