#nullable disable
using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// Linked queue for many producers and one consumer without locks (D. Vyukov, "Intrusive MPSC node-based queue"): a
/// producer swaps itself in as the newest node, then links the one before to it. Between the two steps the consumer
/// sees that a message is there but cannot reach it yet, and spins for the few instructions that this takes.
/// </summary>
public class UnboundedMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private Node _newest;
    private Node _oldest;

    public UnboundedMessageQueue() => _newest = _oldest = new Node();

    public bool HasMessages => Volatile.Read(ref _oldest) != Volatile.Read(ref _newest);

    /// <summary>Walks the queue: for diagnostics, not for the hot path.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (Node node = Volatile.Read(ref _oldest).Next; node is not null; node = node.Next)
                count++;
            return count;
        }
    }

    public void Enqueue(IActorRef receiver, Envelope envelope) => Add(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        Node oldest = _oldest;
        Node next = oldest.Next;
        if (next is null)
        {
            if (oldest == Volatile.Read(ref _newest))
            {
                envelope = default;
                return false;
            }

            next = AwaitLink(oldest);
        }

        envelope = next.Envelope;
        next.Envelope = default;
        Volatile.Write(ref _oldest, next);
        // An old node that a collection has promoted would otherwise keep all that came after it.
        oldest.Next = null;
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out Envelope envelope))
            deadletters.Enqueue(owner, envelope);
    }

    internal void Add(in Envelope envelope)
    {
        var node = new Node { Envelope = envelope };
        Interlocked.Exchange(ref _newest, node).Next = node;
    }

    private static Node AwaitLink(Node oldest)
    {
        SpinWait spin = default;
        while (oldest.Next is null)
            spin.SpinOnce();
        return oldest.Next;
    }

    private sealed class Node
    {
        public Envelope Envelope;
        public volatile Node Next;
    }
}
