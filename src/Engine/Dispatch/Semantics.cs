#nullable disable
namespace Akka.Dispatch;

/// <summary>Something to run.</summary>
public interface IRunnable
{
    void Run();
}

/// <summary>A property of message queues that actors may ask for.</summary>
public interface ISemantics;

/// <summary>Without bound.</summary>
public interface IUnboundedMessageQueueSemantics : ISemantics;

/// <summary>Messages can be put in front.</summary>
public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    void EnqueueFirst(Akka.Actor.Envelope envelope);
}

/// <summary>Without bound, and messages can be put in front.</summary>
public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics;

/// <summary>An actor that asks for a kind of message queue.</summary>
public interface IRequiresMessageQueue<T>
    where T : ISemantics;

/// <summary>Says which queue a mailbox type makes.</summary>
public interface IProducesMessageQueue<TQueue>
    where TQueue : MessageQueues.IMessageQueue;

/// <summary>Runs an action.</summary>
public sealed class ActionRunnable : IRunnable
{
    private readonly Action _action;

    public ActionRunnable(Action action) => _action = action;

    public void Run() => _action();
}
