#nullable disable
using System.Runtime.ExceptionServices;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    // Whose failure suspended this actor: itself, a descendant (escalated), or nobody.
    private IActorRef _perpetrator;

    // The instance has had its last call (PreRestart) and only waits to be replaced.
    private bool _spent;

    private bool IsFailed => _perpetrator is not null;

    private void Create(ActorInitializationException failure)
    {
        if (failure is not null)
            throw failure;
        try
        {
            ActorBase created = NewActor();
            _actor = created;
            created.AroundPreStart();
            CheckReceiveTimeout();
            DebugLifecycle($"started ({created})");
        }
        catch (Exception e)
        {
            ActorBase failed = _actor;
            _actor = null;
            Release(failed);
            throw e as ActorInitializationException ?? new ActorInitializationException(_self, "Exception during creation", e);
        }
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }

        if (AwaitsChildren || IsTerminating)
        {
            // The restart is under way, or the end is: only the count of suspensions must stay right.
            FaultResume(null);
            return;
        }

        ActorBase failed = _actor;
        DebugLifecycle("restarting");
        try
        {
            failed.AroundPreRestart(cause, _envelope.Message);
        }
        catch (Exception e)
        {
            var wrapped = new PreRestartException(_self, e, cause, _envelope.Message);
            PublishError(wrapped, e.Message);
        }
        finally
        {
            AbandonTasks();
            _spent = true;
            Release(failed);
            _envelope = default;
        }

        if (!SetChildrenTerminationReason(new SuspendReason.Recreation(cause)))
            FinishRecreate(cause);
    }

    private void FinishRecreate(Exception cause)
    {
        IReadOnlyCollection<IInternalActorRef> survivors = ChildRefs();
        try
        {
            _mailbox.Resume();
            _perpetrator = null;
            ActorBase fresh = NewActor();
            _actor = fresh;
            fresh.AroundPostRestart(cause, null);
            CheckReceiveTimeout();
            DebugLifecycle("restarted");
            foreach (IInternalActorRef child in survivors)
                child.Restart(cause);
        }
        catch (Exception e)
        {
            ActorBase failed = _actor;
            _actor = null;
            Release(failed);
            HandleInvokeFailure(new PostRestartException(_self, e, cause), survivors);
        }
    }

    // The actor could not be created: a restart means to try that again.
    private void FaultCreate()
    {
        CancelReceiveTimeout();
        foreach (IInternalActorRef child in ChildRefs())
            Stop(child);
        if (!SetChildrenTerminationReason(new SuspendReason.Creation()))
            FinishCreate();
    }

    private void FinishCreate()
    {
        _mailbox.Resume();
        _perpetrator = null;
        try
        {
            Create(null);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void FaultSuspend()
    {
        _mailbox.Suspend();
        SuspendChildren(null);
    }

    private void FaultResume(Exception causedByFailure)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }

        IActorRef perpetrator = _perpetrator;
        _mailbox.Resume();
        if (causedByFailure is not null)
            _perpetrator = null;
        ResumeChildren(causedByFailure, perpetrator);
    }

    private void HandleInvokeFailure(Exception cause, IReadOnlyCollection<IInternalActorRef> alreadyRestarting = null)
    {
        if (IsFailed)
            return;
        try
        {
            _mailbox.Suspend();
            // In an escalation the child that failed is suspended already, and is the one to be resumed as failed.
            IActorRef escalating = (_envelope.Message as Failed)?.Child;
            _perpetrator = escalating ?? _self;
            SuspendChildren(escalating is null ? alreadyRestarting : [(IInternalActorRef)escalating]);
            Parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception e)
        {
            PublishError(e, $"Emergency stop: exception in failure handling for {cause.GetType()}: {e.Message}");
            foreach (IInternalActorRef child in ChildRefs())
                Stop(child);
            FinishTerminate();
        }
    }

    private void HandleFailed(Failed failed)
    {
        if (!TryGetChildStatsByRef(failed.Child, out ChildRestartStats stats) || stats.Uid != failed.Uid)
        {
            DebugLifecycle($"dropping Failed({failed.Cause.Message}) from unknown or older child {failed.Child}");
            return;
        }

        _envelope = new Envelope(failed, failed.Child);
        if (!Strategy().HandleFailure(this, failed.Child, failed.Cause, stats, ChildStats()))
        {
            // Escalate: this actor fails of its child's failure.
            ExceptionDispatchInfo.Throw(failed.Cause);
        }

        _envelope = default;
    }

    private SupervisorStrategy Strategy() =>
        _props.SupervisorStrategy ?? _actor?.SupervisorStrategyInternal ?? SupervisorStrategy.DefaultStrategy;

    private void Terminate()
    {
        SetReceiveTimeout(null);
        UnwatchWatchedActors(_actor);
        foreach (IInternalActorRef child in ChildRefs())
            Stop(child);
        bool wasTerminating = IsTerminating;
        if (SetChildrenTerminationReason(SuspendReason.Termination.Instance))
        {
            if (wasTerminating)
                return;
            // Children need time to stop: no user message may be handled meanwhile, nor a failure be reported.
            _mailbox.Suspend();
            _perpetrator = _self;
            DebugLifecycle("stopping");
        }
        else
        {
            SetTerminated();
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        ActorBase actor = _actor;
        try
        {
            if (!_spent)
                actor?.AroundPostStop();
        }
        catch (Exception e)
        {
            PublishError(e, e.Message);
        }

        try
        {
            if (!_spent)
                Release(actor);
        }
        catch (Exception e)
        {
            PublishError(e, e.Message);
        }

        Dispatcher.Detach(this);
        Parent.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
        TellWatchersWeDied();
        UnwatchWatchedActors(actor);
        DebugLifecycle("stopped");
        _actor = null;
        _envelope = default;
        _deferred = null;
        _perpetrator = null;
        _props = new TerminatedProps();
    }
}
