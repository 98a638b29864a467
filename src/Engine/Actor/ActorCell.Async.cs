#nullable disable
using System.Runtime.ExceptionServices;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

public partial class ActorCell
{
    private ActorTaskScheduler _taskScheduler;
    private Envelope _pendingEnvelope;
    private int _pendingTasks;

    // Tasks of an instance that has been restarted meanwhile must not resume its successor.
    private int _incarnation;

    public virtual ActorTaskScheduler TaskScheduler =>
        _taskScheduler ?? Interlocked.CompareExchange(ref _taskScheduler, new ActorTaskScheduler(this), null) ?? _taskScheduler;

    internal object PendingMessage => _pendingTasks > 0 ? _pendingEnvelope.Message : null;

    /// <summary>
    /// Starts asynchronous work at once, on this turn. What ends without having to wait costs no suspension; otherwise
    /// user messages wait until it has ended, while its continuations come as system messages.
    /// </summary>
    internal void RunAsync(Func<Task> action)
    {
        var start = new Task<Task>(action);
        start.RunSynchronously(TaskScheduler);
        if (start.IsFaulted)
            ExceptionDispatchInfo.Throw(start.Exception.InnerException);
        Task work = start.Result ?? Task.CompletedTask;
        if (work.IsCompletedSuccessfully)
            return;
        if (work.IsCompleted)
            ExceptionDispatchInfo.Throw(FailureOf(work));

        if (_pendingTasks++ == 0)
        {
            _pendingEnvelope = _envelope;
            _mailbox.BeginAwait();
        }

        int incarnation = _incarnation;
        work.ContinueWith(t => Finish(t, incarnation), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler);
    }

    private static Exception FailureOf(Task task) => task.IsCanceled
        ? new TaskCanceledException(task)
        : task.Exception.InnerExceptions.Count == 1 ? task.Exception.InnerException : task.Exception;

    private void RunContinuation(Task task)
    {
        Envelope before = _envelope;
        if (_pendingTasks > 0)
            _envelope = _pendingEnvelope;
        _taskScheduler.Execute(task);
        if (_pendingTasks == 0)
            _envelope = IsFailed ? _envelope : before;
    }

    private void Finish(Task work, int incarnation)
    {
        if (incarnation != _incarnation || _pendingTasks == 0)
            return;
        if (!work.IsCompletedSuccessfully)
            HandleInvokeFailure(FailureOf(work));
        if (--_pendingTasks > 0)
            return;
        object message = _pendingEnvelope.Message;
        _pendingEnvelope = default;
        if (!IsFailed)
            _envelope = default;
        if (_receiveTimeout is not null && message is not INotInfluenceReceiveTimeout)
            CheckReceiveTimeout();
        _mailbox.EndAwait();
    }

    private void AbandonTasks()
    {
        _incarnation++;
        if (_pendingTasks == 0)
            return;
        _pendingTasks = 0;
        _pendingEnvelope = default;
        _mailbox.EndAwait();
    }
}
