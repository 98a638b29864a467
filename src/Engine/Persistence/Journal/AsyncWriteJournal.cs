#nullable disable
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence.Journal;

/// <summary>
/// Base of journal plugins. Answers of one journal leave in the order of their requests, however its tasks complete.
/// Left out: circuit breaker, replay filter.
/// </summary>
public abstract class AsyncWriteJournal : WriteJournalBase, IAsyncRecovery
{
    protected readonly bool CanPublish;

    private readonly ResponseQueue _writeResponses = new();

    protected AsyncWriteJournal()
    {
        CanPublish = Persistence.Instance.Apply(Context.System).Settings.Internal.PublishPluginCommands;
    }

    public abstract Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    public abstract Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);

    /// <summary>
    /// Writes. The task fails if anything went wrong that leaves in doubt what was written; a result of null or of no
    /// elements means that all went well; otherwise it has one element per write, null or the reason for its rejection.
    /// </summary>
    protected abstract Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages);

    /// <summary>Deletes all events of the id up to and including the number.</summary>
    protected abstract Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr);

    /// <summary>For messages of the plugin's own.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message) => ReceiveWriteJournal(message) || ReceivePluginInternal(message);

    protected bool ReceiveWriteJournal(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                HandleWrite(write);
                return true;
            case ReplayMessages replay:
                HandleReplay(replay);
                return true;
            case DeleteMessagesTo delete:
                HandleDelete(delete);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The cause inside an <see cref="AggregateException"/> of one.</summary>
    protected static Exception TryUnwrapException(Exception e)
    {
        while (e is AggregateException { InnerExceptions.Count: 1 } aggregate)
            e = aggregate.InnerException;
        return e;
    }

    private void HandleWrite(WriteMessages request)
    {
        IPersistentEnvelope[] envelopes = request.Messages as IPersistentEnvelope[] ?? request.Messages.ToArray();
        IActorRef self = Self;
        int writes = envelopes.Count(e => e is AtomicWrite);
        ResponseQueue.Slot slot = _writeResponses.Next();
        Task<IImmutableList<Exception>> task;
        try
        {
            AtomicWrite[] prepared = PreparePersistentBatch(envelopes).ToArray();
            task = prepared.Length == 0 ? Task.FromResult<IImmutableList<Exception>>(null) : WriteMessagesAsync(prepared);
        }
        catch (Exception e)
        {
            task = Task.FromException<IImmutableList<Exception>>(e);
        }

        AfterWards(task, done => slot.Complete(() => WriteResponses.Send(request, envelopes, done, writes, self)));
    }

    private void HandleReplay(ReplayMessages request)
    {
        EventAdapters adapters = Adapters;
        IActorContext context = Context;
        EventStream published = CanPublish ? context.System.EventStream : null;
        Task<long> replay = ReplayAsync(context, request, adapters);
        AfterWards(replay, done =>
        {
            IJournalResponse response = done.IsCompletedSuccessfully
                ? new RecoverySuccess(done.Result)
                : new ReplayMessagesFailure(Failure(done));
            request.PersistentActor.Tell(response, ActorRefs.NoSender);
            published?.Publish(request);
        });
    }

    private async Task<long> ReplayAsync(IActorContext context, ReplayMessages request, EventAdapters adapters)
    {
        long highest = await ReadHighestSequenceNrAsync(request.PersistenceId, Math.Max(0, request.FromSequenceNr - 1));
        long to = Math.Min(request.ToSequenceNr, highest);
        if (request.FromSequenceNr <= to && request.Max > 0)
        {
            await ReplayMessagesAsync(context, request.PersistenceId, request.FromSequenceNr, to, request.Max, p =>
            {
                if (p.IsDeleted)
                    return;
                foreach (IPersistentRepresentation adapted in EventAdaptation.FromJournal(adapters, p))
                    request.PersistentActor.Tell(new ReplayedMessage(adapted), ActorRefs.NoSender);
            });
        }

        return highest;
    }

    private void HandleDelete(DeleteMessagesTo request)
    {
        IActorRef self = Self;
        EventStream published = CanPublish ? Context.System.EventStream : null;
        Task task;
        try
        {
            task = DeleteMessagesToAsync(request.PersistenceId, request.ToSequenceNr);
        }
        catch (Exception e)
        {
            task = Task.FromException(e);
        }

        AfterWards(task, done =>
        {
            object response = done.IsCompletedSuccessfully
                ? new DeleteMessagesSuccess(request.ToSequenceNr)
                : new DeleteMessagesFailure(Failure(done), request.ToSequenceNr);
            request.PersistentActor.Tell(response, self);
            published?.Publish(request);
        });
    }

    private static Exception Failure(Task done) =>
        done.IsCanceled ? new TaskCanceledException(done) : TryUnwrapException(done.Exception);

    private static void AfterWards<T>(T task, Action<T> then)
        where T : Task
    {
        if (task.IsCompleted)
            then(task);
        else
            task.ContinueWith(done => then((T)done), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
    }
}
