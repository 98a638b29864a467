#nullable disable
using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Persistence;

/// <summary>
/// A persistent actor that registers handlers per type, for commands and for recovery, in its constructor (for commands
/// also inside Become). The first handler that fits, in the order of registration, gets the message.
/// </summary>
public abstract class ReceivePersistentActor : UntypedPersistentActor, IInitializableActor
{
    private ReceiveBuilder _commandBuilder = new();
    private ReceiveBuilder _recoverBuilder = new();
    private Receive _commands;
    private Receive _recovers;

    void IInitializableActor.Init()
    {
        _commands = _commandBuilder.Build();
        _recovers = _recoverBuilder.Build();
        _commandBuilder = null;
        _recoverBuilder = null;
    }

    protected sealed override void OnCommand(object message) => Dispatch(_commands, message);

    protected sealed override void OnRecover(object message) => Dispatch(_recovers, message);

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

    protected void Recover<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Recovers().Add(handler, shouldHandle);

    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) => Recover(handler, shouldHandle);

    protected void Recover<T>(Func<T, bool> handler) => Recovers().Add(handler);

    protected void Recover(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Recovers().Add(messageType, handler, shouldHandle);

    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Recover(messageType, handler, shouldHandle);

    protected void Recover(Type messageType, Func<object, bool> handler) => Recovers().Add(messageType, handler);

    protected void RecoverAny(Action<object> handler) => Recovers().AddAny(handler);

    protected void Command<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Commands().Add(handler, shouldHandle);

    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => Command(handler, shouldHandle);

    protected void Command<T>(Func<T, bool> handler) => Commands().Add(handler);

    protected void Command(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Commands().Add(messageType, handler, shouldHandle);

    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Command(messageType, handler, shouldHandle);

    protected void Command(Type messageType, Func<object, bool> handler) => Commands().Add(messageType, handler);

    protected void Command(Action<object> handler) => Commands().AddAny(handler);

    protected void CommandAny(Action<object> handler) => Commands().AddAny(handler);

    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Command<T>(m => RunTask(() => handler(m)), shouldHandle);

    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => CommandAsync(handler, shouldHandle);

    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Command(messageType, m => RunTask(() => handler(m)), shouldHandle);

    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        CommandAsync(messageType, handler, shouldHandle);

    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAny(m => RunTask(() => handler(m)));

    private static InvalidOperationException TooLate(string kind) =>
        new($"You may only call {kind}-methods when constructing the actor and inside Become().");

    private void Dispatch(Receive handlers, object message)
    {
        if (!handlers(message))
            Unhandled(message);
    }

    private Receive Configure(Action configure)
    {
        ReceiveBuilder outer = _commandBuilder;
        _commandBuilder = new ReceiveBuilder();
        try
        {
            configure();
            return _commandBuilder.Build();
        }
        finally
        {
            _commandBuilder = outer;
        }
    }

    private ReceiveBuilder Commands() => _commandBuilder ?? throw TooLate("Command");

    private ReceiveBuilder Recovers() => _recoverBuilder ?? throw TooLate("Recover");
}
