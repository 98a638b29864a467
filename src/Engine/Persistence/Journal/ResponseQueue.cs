#nullable disable
namespace Akka.Persistence.Journal;

/// <summary>Lets answers out in the order in which their slots were taken, whatever the order of completion.</summary>
internal sealed class ResponseQueue
{
    private readonly Queue<Slot> _slots = new();
    private bool _sending;

    public Slot Next()
    {
        var slot = new Slot(this);
        lock (_slots)
            _slots.Enqueue(slot);
        return slot;
    }

    private void Drain()
    {
        while (true)
        {
            Slot head;
            lock (_slots)
            {
                if (_sending || !_slots.TryPeek(out head) || head.Send is null)
                    return;
                _slots.Dequeue();
                _sending = true;
            }

            try
            {
                head.Send();
            }
            finally
            {
                lock (_slots)
                    _sending = false;
            }
        }
    }

    internal sealed class Slot(ResponseQueue queue)
    {
        public Action Send { get; private set; }

        public void Complete(Action send)
        {
            lock (queue._slots)
                Send = send;
            queue.Drain();
        }
    }
}
