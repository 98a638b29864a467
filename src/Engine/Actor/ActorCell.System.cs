#nullable disable
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using SysResume = Akka.Dispatch.SysMsg.Resume;
using SysSuspend = Akka.Dispatch.SysMsg.Suspend;
using SysTerminate = Akka.Dispatch.SysMsg.Terminate;

namespace Akka.Actor;

public partial class ActorCell
{
    private Queue<SystemMessage> _deferred;

    private enum Phase
    {
        Normal,
        Suspended,
        AwaitingChildren,
    }

    /// <summary>
    /// Handles a system message. Some of them must wait: for a parent that is itself suspended may not judge its
    /// children, and an actor that waits for its children to stop may not be restarted or resumed in between.
    /// </summary>
    internal void InvokeSystem(SystemMessage message)
    {
        ActorCell previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            Phase before = CurrentPhase();
            if (MustWait(message, before))
            {
                (_deferred ??= new Queue<SystemMessage>()).Enqueue(message);
                return;
            }

            Handle(message);
            while (_deferred is { Count: > 0 } && !_mailbox.IsClosed && CurrentPhase() < before)
            {
                before = CurrentPhase();
                Queue<SystemMessage> again = _deferred;
                _deferred = null;
                while (again.TryDequeue(out SystemMessage deferred))
                    InvokeSystem(deferred);
            }
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = previous;
        }
    }

    private static bool MustWait(SystemMessage message, Phase phase) => phase switch
    {
        Phase.Suspended => message is Failed,
        Phase.AwaitingChildren => message is Failed or Recreate or SysSuspend or SysResume,
        _ => false,
    };

    private Phase CurrentPhase() =>
        AwaitsChildren ? Phase.AwaitingChildren : _mailbox.IsSuspended ? Phase.Suspended : Phase.Normal;

    private void Handle(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case ActorTask task:
                    RunContinuation(task.Task);
                    break;
                case Failed failed:
                    HandleFailed(failed);
                    break;
                case DeathWatchNotification death:
                    WatchedActorTerminated(death.Actor, death.ExistenceConfirmed, death.AddressTerminated);
                    break;
                case Watch watch:
                    AddWatcher(watch.Watchee, watch.Watcher);
                    break;
                case Unwatch unwatch:
                    RemWatcher(unwatch.Watchee, unwatch.Watcher);
                    break;
                case Supervise supervise:
                    HandleSupervise(supervise.Child);
                    break;
                case Create create:
                    Create(create.Failure);
                    break;
                case Recreate recreate:
                    FaultRecreate(recreate.Cause);
                    break;
                case SysSuspend:
                    FaultSuspend();
                    break;
                case SysResume resume:
                    FaultResume(resume.CausedByFailure);
                    break;
                case SysTerminate:
                    Terminate();
                    break;
            }
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void Publish(LogEvent entry) => _system.EventStream.Publish(entry);

    private void PublishError(Exception cause, string message) =>
        Publish(new Error(cause, _self.Path.ToString(), _actor?.GetType() ?? GetType(), message));

    private void DebugLifecycle(string message)
    {
        if (_system.Settings.DebugLifecycle)
            Publish(new Debug(_self.Path.ToString(), _actor?.GetType() ?? GetType(), message));
    }
}
