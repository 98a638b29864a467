using System.Collections.Immutable;
using Akka.Actor;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// One round: encodes and sends its messages, waits for the answers if it is one of anti-entropy, and is gone. Its time is
/// bounded. A round that fails takes nothing with it: its room counts it, and the next one goes on.
/// </summary>
internal sealed class GossipRoundActor : UntypedActor, IWithTimers
{
    private readonly GossipRoundTask _task;
    private readonly HashSet<Did> _awaited;

    public GossipRoundActor(GossipRoundTask task)
    {
        _task = task;
        _awaited = [.. task.Awaited];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(Begin.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin: Send(); break;
            case RoundPeerDone done: Done(done.Peer); break;
            case TimeIsOver:
                Context.Parent.Tell(new RoundTimedOut(_task.Round));
                Context.Stop(Self);
                break;
            default: Unhandled(message); break;
        }
    }

    private void Send()
    {
        var meter = new FrameMeter();
        foreach (var send in _task.Sends) send.To.Tell(meter.Encode(send.Message, _task.CompressAbove), Context.Parent);
        Context.Parent.Tell(new RoundSent(meter.Bytes, meter.CompressedFrom, meter.CompressedTo));
        if (_awaited.Count == 0) Context.Stop(Self);
        else Timers.StartSingleTimer("timeout", TimeIsOver.Instance, _task.Timeout);
    }

    private void Done(Did peer)
    {
        _awaited.Remove(peer);
        if (_awaited.Count == 0) Context.Stop(Self);
    }

    private sealed record Begin
    {
        public static readonly Begin Instance = new();
    }

    private sealed record TimeIsOver
    {
        public static readonly TimeIsOver Instance = new();
    }
}

/// <summary>What a round has to do.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Sends">What goes where.</param>
/// <param name="CompressAbove">Messages above this size are compressed.</param>
/// <param name="Awaited">Whose answers are awaited; it ends with the last of them.</param>
/// <param name="Timeout">How long they are.</param>
internal sealed record GossipRoundTask(ulong Round, ImmutableArray<RoundSend> Sends, int CompressAbove, ImmutableArray<Did> Awaited, TimeSpan Timeout);

/// <summary>One message of a round.</summary>
internal sealed record RoundSend(Did Peer, IActorRef To, GossipMessage Message);
