using System.Globalization;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Gateway;

/// <summary>
/// <c>gateway/from-*</c>: calls the application's handler for the messages of one other node, so many at a time. A handler
/// that blocks holds up the messages of that node alone.
/// </summary>
internal sealed class GatewayCallerActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);
    private readonly FederationRuntime _runtime;
    private readonly Did _caller;
    private readonly Func<string, IActorRef> _route;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<long, Running> _running = [];
    private long _next;
    private string _replyTo = "";
    private IActorRef _remote = ActorRefs.Nobody;

    public GatewayCallerActor(FederationRuntime runtime, Did caller, Func<string, IActorRef> route)
    {
        _runtime = runtime;
        _caller = caller;
        _route = route;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private GatewayState State => _runtime.Gateway;

    public static Props Props(FederationRuntime runtime, Did caller, Func<string, IActorRef> route) =>
        Akka.Actor.Props.Create(() => new GatewayCallerActor(runtime, caller, route));

    protected override void PreStart() => Context.SetReceiveTimeout(Idle);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ServeRequest serve: OnRequest(serve.Request, serve.ReplyTo); break;
            case Handled handled: OnHandled(handled); break;
            case TimeIsUp up when _running.TryGetValue(up.Number, out var running): Stop(running); break;
            case TimeIsUp: break;
            case ReceiveTimeout when _running.Count == 0: Context.Parent.Tell(new CallerIdle(_caller)); break;
            case ReceiveTimeout: break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        foreach (var running in _running.Values)
        {
            Stop(running);
            State.EndServe();
        }
    }

    // What the handler hangs onto its token runs here, and may throw.
    private void Stop(Running running)
    {
        try
        {
            running.Stop.Cancel();
        }
        catch (AggregateException e)
        {
            _log.Warning(e, "What the handler of gateway messages registered on its token failed.");
        }
    }

    private void OnRequest(GatewayRequest request, string replyTo)
    {
        var settings = _runtime.Settings.Gateway;
        if (request.Payload.Length > settings.MaxPayload)
        {
            Refuse(request.Id, replyTo, GatewayVerdict.TooLarge, string.Create(CultureInfo.InvariantCulture, $"the peer takes at most {settings.MaxPayload} bytes"));
        }
        else if (State.Handler is not { } handler)
        {
            Refuse(request.Id, replyTo, GatewayVerdict.NoHandler, "");
        }
        else if (_running.Count >= settings.MaxInFlight || !State.TryServe(settings.MaxServing))
        {
            Refuse(request.Id, replyTo, GatewayVerdict.Busy, "");
        }
        else
        {
            Handle(handler, request, replyTo);
        }
    }

    private void Handle(Func<GatewayMessage, CancellationToken, Task<ReadOnlyMemory<byte>>> handler, GatewayRequest request, string replyTo)
    {
        var number = ++_next;
        var running = new Running(request.Id, replyTo, new CancellationTokenSource());
        _running.Add(number, running);
        Timers.StartSingleTimer(number, new TimeIsUp(number), TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs, 1, (uint)GatewayLimits.LongestTimeout.TotalMilliseconds)));
        Task<ReadOnlyMemory<byte>> answer;
        try
        {
            answer = handler(new GatewayMessage(_caller, request.Payload.Memory), running.Stop.Token)
                ?? throw new InvalidOperationException("The handler returned null instead of a task.");
        }
        catch (Exception e)
        {
            // Whatever the application throws is its answer; it must not end the messages of this peer.
            OnHandled(new Handled(number, default, e));
            return;
        }

        answer.PipeTo(Self, Self, bytes => new Handled(number, bytes, null), e => new Handled(number, default, e));
    }

    private void OnHandled(Handled handled)
    {
        if (!_running.Remove(handled.Number, out var running)) return;
        Timers.Cancel(handled.Number);
        State.EndServe();
        var gaveUp = running.Stop.IsCancellationRequested;
        running.Stop.Dispose();
        if (handled.Error is { } error) OnFailed(running, error, gaveUp);
        else if (handled.Answer.Length > _runtime.Settings.Gateway.MaxPayload) OnTooLong(running, handled.Answer.Length);
        else
        {
            // Late ones too: the caller drops and counts them.
            State.CountServed();
            Reply(running.ReplyTo, new GatewayReply { Id = running.Id, Verdict = GatewayVerdict.Answered, Payload = ByteString.CopyFrom(handled.Answer.Span) });
        }
    }

    // What the exception says stays here: it may name what the other side need not know.
    private void OnFailed(Running running, Exception error, bool gaveUp)
    {
        var cause = error is AggregateException { InnerException: { } inner } ? inner : error;
        if (gaveUp && cause is OperationCanceledException)
        {
            Refuse(running.Id, running.ReplyTo, GatewayVerdict.GaveUp, "");
            return;
        }

        _log.Warning(cause, "The handler of gateway messages failed on a message of {0}.", _caller);
        Refuse(running.Id, running.ReplyTo, GatewayVerdict.HandlerFailed, cause.GetType().Name);
    }

    private void OnTooLong(Running running, int length)
    {
        var most = _runtime.Settings.Gateway.MaxPayload;
        _log.Warning("The handler of gateway messages answered {0} with {1} bytes; at most {2} can be sent.", _caller, length, most);
        Refuse(running.Id, running.ReplyTo, GatewayVerdict.HandlerFailed, string.Create(CultureInfo.InvariantCulture, $"its answer has {length} bytes, and at most {most} can be sent"));
    }

    private void Refuse(ulong id, string replyTo, GatewayVerdict verdict, string detail)
    {
        State.CountRefused();
        Reply(replyTo, new GatewayReply { Id = id, Verdict = verdict, Detail = detail });
    }

    private void Reply(string to, GatewayReply reply)
    {
        if (to != _replyTo)
        {
            _replyTo = to;
            _remote = _route(to);
        }

        _remote.Tell(reply, Context.Parent);
    }

    private sealed record Running(ulong Id, string ReplyTo, CancellationTokenSource Stop);

    private sealed record Handled(long Number, ReadOnlyMemory<byte> Answer, Exception? Error);

    private sealed record TimeIsUp(long Number);
}
