using System.Diagnostics;
using Akka.Actor;

namespace AkkaFederation.Node.Bench;

/// <summary>Counts payloads and tells their sender now and then; a gap or a swap in their order fails it.</summary>
internal sealed class MessagingCounter : UntypedActor
{
    public const int Batch = 1024;

    private long _next;
    private int _count;

    protected override void OnReceive(object message)
    {
        if (message is not BenchPayload payload)
        {
            Unhandled(message);
            return;
        }

        if (payload.Sequence == 0) _next = 0;
        if (payload.Sequence != _next++) throw new InvalidOperationException($"payload {payload.Sequence} came where {_next - 1} was due");
        if (++_count < Batch) return;
        Sender.Tell(new BenchArrived(_count));
        _count = 0;
    }
}

/// <summary>Sends back what it gets.</summary>
internal sealed class MessagingEchoActor : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message);
}

/// <summary>
/// Keeps so many payloads under way that neither side ever waits for the other, and few enough that no queue overflows;
/// counts those that the receiver has confirmed while the window is open.
/// </summary>
internal sealed class MessagingSender : UntypedActor
{
    public const int UnderWay = 32 * MessagingCounter.Batch;

    private readonly IActorRef _target;
    private readonly TimeSpan _warmUp;
    private readonly TimeSpan _window;
    private readonly TaskCompletionSource<double> _result;
    private readonly byte[] _bytes = new byte[BenchPayload.Size - sizeof(long)];
    private long _started;
    private long _opened;
    private long _sent;
    private long _confirmed;

    public MessagingSender(IActorRef target, TimeSpan warmUp, TimeSpan window, TaskCompletionSource<double> result)
    {
        _target = target;
        _warmUp = warmUp;
        _window = window;
        _result = result;
    }

    protected override void PreStart()
    {
        _started = Stopwatch.GetTimestamp();
        Send(UnderWay);
    }

    protected override void OnReceive(object message)
    {
        if (message is not BenchArrived arrived)
        {
            Unhandled(message);
            return;
        }

        var now = Stopwatch.GetTimestamp();
        if (_opened == 0 && Stopwatch.GetElapsedTime(_started, now) >= _warmUp) _opened = now;
        else if (_opened != 0) _confirmed += arrived.Count;

        if (_opened != 0 && Stopwatch.GetElapsedTime(_opened, now) >= _window)
        {
            _result.TrySetResult(_confirmed / Stopwatch.GetElapsedTime(_opened, now).TotalSeconds);
            Context.Stop(Self);
            return;
        }

        Send(arrived.Count);
    }

    private void Send(long count)
    {
        for (; count > 0; count--) _target.Tell(new BenchPayload(_sent++, _bytes), Self);
    }
}

/// <summary>One payload there and back at a time.</summary>
internal sealed class MessagingPinger : UntypedActor
{
    private readonly IActorRef _echo;
    private readonly TimeSpan _warmUp;
    private readonly TimeSpan _window;
    private readonly TaskCompletionSource<Latencies> _result;
    private readonly BenchPayload _payload = new(0, new byte[BenchPayload.Size - sizeof(long)]);
    private readonly Latencies _times = new();
    private long _started;
    private long _sent;

    public MessagingPinger(IActorRef echo, TimeSpan warmUp, TimeSpan window, TaskCompletionSource<Latencies> result)
    {
        _echo = echo;
        _warmUp = warmUp;
        _window = window;
        _result = result;
    }

    protected override void PreStart()
    {
        _started = Stopwatch.GetTimestamp();
        Ping();
    }

    protected override void OnReceive(object message)
    {
        var time = Stopwatch.GetElapsedTime(_sent);
        var since = Stopwatch.GetElapsedTime(_started);
        if (since >= _warmUp) _times.Add(time);
        if (since < _warmUp + _window)
        {
            Ping();
            return;
        }

        _result.TrySetResult(_times);
        Context.Stop(Self);
    }

    private void Ping()
    {
        _sent = Stopwatch.GetTimestamp();
        _echo.Tell(_payload, Self);
    }
}
