#nullable disable
using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence.Snapshot;

/// <summary>Base of snapshot store plugins. Left out: circuit breaker.</summary>
public abstract class SnapshotStore : ActorBase
{
    private readonly bool _publish;

    protected SnapshotStore()
    {
        _publish = Persistence.Instance.Apply(Context.System).Settings.Internal.PublishPluginCommands;
    }

    /// <summary>The newest snapshot that meets the criteria, or null.</summary>
    protected abstract Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    protected abstract Task SaveAsync(SnapshotMetadata metadata, object snapshot);

    /// <summary>Deletes one; where the time of the metadata is the least possible, whatever its time.</summary>
    protected abstract Task DeleteAsync(SnapshotMetadata metadata);

    protected abstract Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>For messages of the plugin's own, and for the outcome of its own saves and deletions.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load:
                Load(load);
                return true;
            case SaveSnapshot save:
                Run(() => SaveAsync(save.Metadata, save.Snapshot), save, () => new SaveSnapshotSuccess(save.Metadata), e => new SaveSnapshotFailure(save.Metadata, e));
                return true;
            case DeleteSnapshot delete:
                Run(() => DeleteAsync(delete.Metadata), delete, () => new DeleteSnapshotSuccess(delete.Metadata), e => new DeleteSnapshotFailure(delete.Metadata, e));
                return true;
            case DeleteSnapshots delete:
                Run(() => DeleteAsync(delete.PersistenceId, delete.Criteria), delete, () => new DeleteSnapshotsSuccess(delete.Criteria), e => new DeleteSnapshotsFailure(delete.Criteria, e));
                return true;
            case SaveSnapshotFailure failure:
                // What was half written must not be offered to a later recovery.
                ForgetFailedSave(failure);
                Forward(message);
                return true;
            case SaveSnapshotSuccess or DeleteSnapshotSuccess or DeleteSnapshotFailure or DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                Forward(message);
                return true;
            default:
                return ReceivePluginInternal(message);
        }
    }

    private void Load(LoadSnapshot request)
    {
        IActorRef self = Self;
        IActorRef actor = Sender;
        EventStream published = _publish ? Context.System.EventStream : null;
        Task<SelectedSnapshot> task;
        try
        {
            task = request.Criteria.Equals(SnapshotSelectionCriteria.None)
                ? Task.FromResult<SelectedSnapshot>(null)
                : LoadAsync(request.PersistenceId, request.Criteria.Limit(request.ToSequenceNr));
        }
        catch (Exception e)
        {
            task = Task.FromException<SelectedSnapshot>(e);
        }

        AfterWards(task, done =>
        {
            ISnapshotResponse response = done.IsCompletedSuccessfully
                ? new LoadSnapshotResult(((Task<SelectedSnapshot>)done).Result, request.ToSequenceNr)
                : new LoadSnapshotFailed(Cause(done));
            actor.Tell(response, self);
            published?.Publish(request);
        });
    }

    private void Run(Func<Task> work, ISnapshotRequest request, Func<ISnapshotResponse> success, Func<Exception, ISnapshotResponse> failure)
    {
        IActorRef self = Self;
        IActorRef actor = Sender;
        EventStream published = _publish ? Context.System.EventStream : null;
        Task task;
        try
        {
            task = work();
        }
        catch (Exception e)
        {
            task = Task.FromException(e);
        }

        AfterWards(task, done =>
        {
            self.Tell(done.IsCompletedSuccessfully ? success() : failure(Cause(done)), actor);
            published?.Publish(request);
        });
    }

    private void Forward(object outcome)
    {
        IActorRef actor = Sender;
        ReceivePluginInternal(outcome);
        actor.Tell(outcome, Self);
    }

    private void ForgetFailedSave(SaveSnapshotFailure failure)
    {
        ILoggingAdapter log = Context.System.Log;
        AfterWards(DeleteAsync(failure.Metadata), done =>
        {
            if (!done.IsCompletedSuccessfully)
                log.Warning("Could not remove what is left of the snapshot {0} that failed: {1}", failure.Metadata, Cause(done).Message);
        });
    }

    private static Exception Cause(Task done) =>
        done.IsCanceled ? new TaskCanceledException(done) : done.Exception.InnerExceptions.Count == 1 ? done.Exception.InnerException : done.Exception;

    private static void AfterWards(Task task, Action<Task> then)
    {
        if (task.IsCompleted)
            then(task);
        else
            task.ContinueWith(then, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
    }
}
