using Akka.Actor;
using AkkaFederation.Membership;

namespace AkkaFederation.Gateway;

/// <summary>
/// What callers and the gateway's actors share; thread-safe, and it outlives a failed room. It is also the door: calls
/// made before the room is there wait for it, and a room that goes takes none along without an answer.
/// </summary>
internal sealed class GatewayState
{
    private const int MaxBeforeStart = 1024;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, PendingCall> _open = [];
    private readonly List<object> _early = [];
    private readonly long[] _failed = new long[Enum.GetValues<GatewayError>().Length];
    private IActorRef? _room;
    private bool _closed;
    private long _calls;
    private MembershipSnapshot? _membership;
    private Func<GatewayMessage, CancellationToken, Task<ReadOnlyMemory<byte>>>? _handler;
    private long _sent;
    private long _late;
    private long _served;
    private long _refused;
    private int _serving;

    /// <summary>Monotonic time of the first start; null before.</summary>
    public TimeSpan? StartedAt { get; private set; }

    public MembershipSnapshot? Membership
    {
        get => Volatile.Read(ref _membership);
        set => Volatile.Write(ref _membership, value);
    }

    public Func<GatewayMessage, CancellationToken, Task<ReadOnlyMemory<byte>>>? Handler => Volatile.Read(ref _handler);

    public long Sent => Interlocked.Read(ref _sent);

    public long Late => Interlocked.Read(ref _late);

    public long Served => Interlocked.Read(ref _served);

    public long Refused => Interlocked.Read(ref _refused);

    public long Failed(GatewayError error) => Interlocked.Read(ref _failed[(int)error]);

    public bool TrySetHandler(Func<GatewayMessage, CancellationToken, Task<ReadOnlyMemory<byte>>> handler) =>
        Interlocked.CompareExchange(ref _handler, handler, null) is null;

    public void RemoveHandler(Func<GatewayMessage, CancellationToken, Task<ReadOnlyMemory<byte>>> handler) =>
        Interlocked.CompareExchange(ref _handler, null, handler);

    public void CountSent() => Interlocked.Increment(ref _sent);

    public void CountLate(long answers = 1) => Interlocked.Add(ref _late, answers);

    public void CountServed() => Interlocked.Increment(ref _served);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountFailed(GatewayError error) => Interlocked.Increment(ref _failed[(int)error]);

    /// <summary>Takes one of the places for messages of others; false if all are taken.</summary>
    public bool TryServe(int most)
    {
        if (Interlocked.Increment(ref _serving) <= most) return true;
        Interlocked.Decrement(ref _serving);
        return false;
    }

    public void EndServe() => Interlocked.Decrement(ref _serving);

    /// <summary>Gives a call to the room. It is answered whatever becomes of the room.</summary>
    public void Submit(PendingCall call)
    {
        lock (_gate)
        {
            var number = ++_calls;
            _open.Add(number, call);
            call.Ended = () => Forget(number);
        }

        if (!Tell(call)) Fail(call, GatewayError.ShuttingDown);
    }

    /// <summary>Gives a message to the room; false if there is none any more, or too much waits for it to start.</summary>
    public bool Tell(object message)
    {
        IActorRef room;
        lock (_gate)
        {
            if (_closed) return false;
            if (_room is null)
            {
                if (_early.Count >= MaxBeforeStart) return false;
                _early.Add(message);
                return true;
            }

            room = _room;
        }

        room.Tell(message, ActorRefs.NoSender);
        return true;
    }

    public void Fail(PendingCall call, GatewayError error, string detail = "")
    {
        if (call.Fail(GatewayTexts.Error(error, call.Peer, detail))) CountFailed(error);
    }

    /// <summary>The room serves.</summary>
    public void Open(IActorRef room, TimeSpan now)
    {
        lock (_gate)
        {
            StartedAt ??= now;
            _room = room;
            _closed = false;
            foreach (var message in _early) room.Tell(message, ActorRefs.NoSender);
            _early.Clear();
        }
    }

    /// <summary>The room is gone, for good or until it is made anew; what it had is over.</summary>
    public void Close()
    {
        PendingCall[] open;
        lock (_gate)
        {
            _closed = true;
            _room = null;
            open = [.. _open.Values];
        }

        foreach (var call in open) Fail(call, GatewayError.ShuttingDown);
    }

    private void Forget(long number)
    {
        lock (_gate) _open.Remove(number);
    }
}
