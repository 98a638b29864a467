#nullable disable
using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// Adds a front to a queue. Only the actor's own turn puts messages in front and takes them, so the front is a plain
/// stack; its size is published for the threads that ask whether there is work.
/// </summary>
public class DequeWrapperMessageQueue : IMessageQueue, IDequeBasedMessageQueueSemantics
{
    protected readonly IMessageQueue MessageQueue;

    private readonly Stack<Envelope> _front = new();
    private int _frontCount;

    public DequeWrapperMessageQueue(IMessageQueue messageQueue) => MessageQueue = messageQueue;

    public bool HasMessages => Volatile.Read(ref _frontCount) > 0 || MessageQueue.HasMessages;

    public int Count => Volatile.Read(ref _frontCount) + MessageQueue.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => MessageQueue.Enqueue(receiver, envelope);

    public void EnqueueFirst(Envelope envelope)
    {
        _front.Push(envelope);
        Volatile.Write(ref _frontCount, _front.Count);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (_frontCount == 0)
            return MessageQueue.TryDequeue(out envelope);
        envelope = _front.Pop();
        Volatile.Write(ref _frontCount, _front.Count);
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out Envelope envelope))
            deadletters.Enqueue(owner, envelope);
    }
}

/// <summary>An unbounded queue with a front.</summary>
public class UnboundedDequeMessageQueue : DequeWrapperMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    public UnboundedDequeMessageQueue()
        : base(new UnboundedMessageQueue())
    {
    }
}
