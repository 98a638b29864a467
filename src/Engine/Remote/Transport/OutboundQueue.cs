using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Bounded queue of many producers and one consumer. A ring of positions over segments that exist only while in use:
/// one compare-and-swap per message, no lock, no node per message, and an idle queue holds a single segment at most.
/// Overflow policy: the newest message is refused.
///
/// Invariants: (1) head ≤ tail; (2) tail − head ≤ capacity; (3) a segment is reused or released only after its last
/// position was consumed and before head moves past it — the ring has one segment more than capacity needs, so no
/// producer can reach a segment that the consumer still holds.
/// </summary>
internal sealed class OutboundQueue
{
    private const int SegmentBits = 9;
    private const int SegmentSize = 1 << SegmentBits;
    private const long Closed = 1L << 62;

    private readonly Slot[]?[] _segments;
    private readonly long _capacity;
    private Positions _positions;
    private Slot[]? _spare;

    public OutboundQueue(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        var needed = ((capacity + SegmentSize - 1) / SegmentSize) + 1;
        _segments = new Slot[]?[BitOperations.RoundUpToPowerOf2((uint)needed)];
    }

    public int Count => (int)(Taken - Volatile.Read(ref _positions.Head));

    /// <summary>True when no producer has taken a position that was not consumed yet.</summary>
    public bool IsEmpty => Taken == Volatile.Read(ref _positions.Head);

    public bool IsClosed => (Volatile.Read(ref _positions.Tail) & Closed) != 0;

    private long Taken => Volatile.Read(ref _positions.Tail) & ~Closed;

    /// <summary>Takes nothing more; what was taken can still be dequeued, and nothing slips in between.</summary>
    public void Close() => Interlocked.Or(ref _positions.Tail, Closed);

    public bool TryEnqueue(object message, object? sender, object recipient)
    {
        long position;
        do
        {
            position = Volatile.Read(ref _positions.Tail);
            if ((position & Closed) != 0 || position - Volatile.Read(ref _positions.Head) >= _capacity) return false;
        }
        while (Interlocked.CompareExchange(ref _positions.Tail, position + 1, position) != position);

        ref var slot = ref SegmentAt(position)[position & (SegmentSize - 1)];
        slot.Sender = sender;
        slot.Recipient = recipient;
        Volatile.Write(ref slot.Message, message);
        return true;
    }

    /// <summary>Consumer only. A producer that took a position but has not filled it yet is waited for (a few instructions).</summary>
    public bool TryDequeue(out object message, out object? sender, out object recipient)
    {
        var head = _positions.Head;
        if (head == Taken)
        {
            message = recipient = null!;
            sender = null;
            return false;
        }

        var segment = SegmentAt(head);
        ref var slot = ref segment[head & (SegmentSize - 1)];
        message = Volatile.Read(ref slot.Message) ?? AwaitProducer(ref slot);
        sender = slot.Sender;
        recipient = slot.Recipient!;
        slot = default;
        if ((head & (SegmentSize - 1)) == SegmentSize - 1) Release(head, segment);
        Volatile.Write(ref _positions.Head, head + 1);
        return true;
    }

    private static object AwaitProducer(ref Slot slot)
    {
        var spin = default(SpinWait);
        object? message;
        while ((message = Volatile.Read(ref slot.Message)) is null) spin.SpinOnce();
        return message;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Slot[] SegmentAt(long position)
    {
        var index = (int)(position >> SegmentBits) & (_segments.Length - 1);
        return Volatile.Read(ref _segments[index]) ?? Rent(index);
    }

    private Slot[] Rent(int index)
    {
        var fresh = Interlocked.Exchange(ref _spare, null) ?? new Slot[SegmentSize];
        var present = Interlocked.CompareExchange(ref _segments[index], fresh, null);
        if (present is null) return fresh;
        Volatile.Write(ref _spare, fresh);
        return present;
    }

    private void Release(long position, Slot[] segment)
    {
        Volatile.Write(ref _segments[(int)(position >> SegmentBits) & (_segments.Length - 1)], null);
        Volatile.Write(ref _spare, segment);
    }

    private struct Slot
    {
        public object? Message;
        public object? Sender;
        public object? Recipient;
    }

    /// <summary>Head and tail are written by different cores; each has a cache line of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Positions
    {
        [FieldOffset(64)]
        public long Head;

        [FieldOffset(128)]
        public long Tail;
    }
}
