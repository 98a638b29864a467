#nullable disable
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the continuations of an actor's asynchronous handlers on the actor's own turn: each is sent to the mailbox as
/// a system message. While a handler is pending, the mailbox handles no user message.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell actorCell) => _cell = actorCell;

    /// <summary>The message whose asynchronous handler is pending, if there is one.</summary>
    public object CurrentMessage => _cell.PendingMessage;

    public override int MaximumConcurrencyLevel => 1;

    internal bool IsOneThread => !_cell.SystemImpl.Environment.MayBlock;

    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    public static void RunTask(Func<Task> asyncAction)
    {
        ActorCell cell = ActorCell.Current
            ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        cell.RunAsync(asyncAction);
    }

    internal void Execute(Task task)
    {
        OnBeforeTaskStarted();
        Alone(task);
        OnAfterTaskCompleted();
    }

    protected override IEnumerable<Task> GetScheduledTasks() => null;

    protected override void QueueTask(Task task)
    {
        if ((task.CreationOptions & TaskCreationOptions.LongRunning) != 0)
            new Thread(() => TryExecuteTask(task)) { IsBackground = true }.Start();
        else
            _cell.SendSystemMessage(new ActorTask(task));
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(ActorCell.Current, _cell) && Alone(task);

    // An await prefers a synchronization context to a scheduler: one that the thread happens to have, as the threads of
    // tests and of user interfaces do, would carry the actor's continuations off.
    private bool Alone(Task task)
    {
        SynchronizationContext context = SynchronizationContext.Current;
        if (context is null)
            return TryExecuteTask(task);
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return TryExecuteTask(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    protected virtual void OnBeforeTaskStarted()
    {
    }

    protected virtual void OnAfterTaskCompleted()
    {
    }
}
