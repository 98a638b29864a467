#nullable disable
using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

/// <summary>An object that lives in a cell.</summary>
public interface IInternalActor
{
    IActorContext ActorContext { get; }
}

/// <summary>
/// Base of all actors: handles one message at a time, on whatever thread its dispatcher gives it. The Around methods
/// let a layer such as persistence stand between the cell and the user's code.
/// </summary>
public abstract class ActorBase : IInternalActor
{
    private SupervisorStrategy _supervisorStrategy;
    private ActorCell _cell;

    protected ActorBase()
    {
        ActorCell cell = ActorCell.Current
            ?? throw new ActorInitializationException("Do not create actors using 'new', always create them using an ActorContext/System");
        _cell = cell;
        cell.BecomeInitially(Receive);
    }

    IActorContext IInternalActor.ActorContext => Context;

    protected static IActorContext Context => ActorCell.Current
        ?? throw new NotSupportedException("There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    protected static Receive EmptyReceive { get; } = _ => false;

    protected IActorRef Self => _cell.Self;

    protected IActorRef Sender => Context.Sender;

    internal ActorCell Cell => _cell;

    internal SupervisorStrategy SupervisorStrategyInternal
    {
        get => _supervisorStrategy ??= SupervisorStrategy();
        set => _supervisorStrategy = value;
    }

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostStop() => PostStop();

    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    internal bool DispatchTo(Receive receive, object message) => AroundReceive(receive, message);

    internal void Adopt(ActorCell cell) => _cell = cell;

    protected virtual bool AroundReceive(Receive receive, object message)
    {
        bool handled = receive(message);
        if (!handled)
            Unhandled(message);
        return handled;
    }

    protected abstract bool Receive(object message);

    /// <summary>Publishes <see cref="UnhandledMessage"/>, or throws where the message is a <see cref="Terminated"/>.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected virtual SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.DefaultStrategy;

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    /// <summary>Called on the old instance. Stops all children and calls <see cref="PostStop"/> unless overridden.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        ActorCell cell = (ActorCell)Context;
        foreach (IActorRef child in cell.GetChildren())
        {
            cell.Unwatch(child);
            cell.Stop(child);
        }

        PostStop();
    }

    /// <summary>Called on the new instance. Calls <see cref="PreStart"/> unless overridden.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();
}
