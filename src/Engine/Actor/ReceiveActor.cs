#nullable disable
using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>
/// An actor that registers a handler per type, in its constructor and inside Become. The first handler that fits, in
/// the order of registration, gets the message.
/// </summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private ReceiveBuilder _building = new();
    private Receive _handlers;

    void IInitializableActor.Init()
    {
        _handlers = _building.Build();
        _building = null;
    }

    protected sealed override void OnReceive(object message) => Dispatch(_handlers, message);

    protected void Become(Action configure)
    {
        Receive handlers = Configure(configure);
        base.Become(m => Dispatch(handlers, m));
    }

    protected void BecomeStacked(Action configure)
    {
        Receive handlers = Configure(configure);
        base.BecomeStacked(m => Dispatch(handlers, m));
    }

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Building().Add(handler, shouldHandle);

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    protected void Receive<T>(Func<T, bool> handler) => Building().Add(handler);

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Building().Add(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) => Building().Add(messageType, handler);

    protected void ReceiveAny(Action<object> handler) => Building().AddAny(handler);

    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Receive<T>(m => RunTask(() => handler(m)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Receive(messageType, m => RunTask(() => handler(m)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(m => RunTask(() => handler(m)));

    private void Dispatch(Receive handlers, object message)
    {
        if (!handlers(message))
            Unhandled(message);
    }

    private Receive Configure(Action configure)
    {
        ReceiveBuilder outer = _building;
        _building = new ReceiveBuilder();
        try
        {
            configure();
            return _building.Build();
        }
        finally
        {
            _building = outer;
        }
    }

    private ReceiveBuilder Building() => _building
        ?? throw new InvalidOperationException("You may only call Receive-methods when constructing the actor and inside Become().");
}
