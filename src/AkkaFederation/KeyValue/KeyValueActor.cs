using Akka.Actor;
using Akka.Event;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.KeyValue;

/// <summary>
/// <c>/user/federation/kv</c>: what the store needs beside the log. Watches wait here until the store has events for
/// them, and on the leader somebody looks at the clock, so that leases end whose time has come. It holds nothing that matters:
/// where it fails or its node dies, watchers turn to another node and the next leader looks at its clock.
/// </summary>
internal sealed partial class KeyValueActor : UntypedActor
{
    private const int MostWatches = 4096;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskSlack = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private readonly FederationRuntime _runtime;
    private readonly StoreBell _bell = StoreBell.Of(Context.System);
    private readonly SortedDictionary<long, Watch> _watches = [];
    private readonly ActorSelection _consensus = Context.ActorSelection($"../{FederationRooms.Consensus}");
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ICancelable? _timer;
    private long _lastWatch;
    private long _changes;

    public KeyValueActor(FederationRuntime runtime) => _runtime = runtime;

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new KeyValueActor(runtime));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ConsensusEvent.RoleChanged));
        _bell.Listen(Self);

        // What was published before a room was made anew is not published again.
        _consensus.Tell(new StatusRequest(), Self);
        Context.Parent.Tell(RoomMessage.Ready.Instance);
    }

    protected override void PostStop()
    {
        _timer?.Cancel();
        StopLooking();
        Context.System.EventStream.Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchQuery m: OnWatch(m); break;
            case Answered m: OnAnswered(m); break;
            case StoreBell.Rung: OnRung(); break;
            case Tick: OnTick(); break;
            case ConsensusEvent.RoleChanged m: OnRole(m.Role == RaftRole.Leader); break;
            case StatusReply m: OnRole(m.Role == "LEADER"); break;
            case LeaseTick: OnLeaseTick(); break;
            case ExpireEnded m: OnExpireEnded(m); break;
            default: Unhandled(message); break;
        }
    }

    private void OnWatch(WatchQuery query)
    {
        if (_watches.Count >= MostWatches)
        {
            Sender.Tell(new WatchReply { Refusal = $"{MostWatches} watches wait on this node, its limit" }, Self);
            return;
        }

        var wait = TimeSpan.FromMilliseconds(Math.Min(query.WaitMs, LongestWait.TotalMilliseconds));
        var watch = new Watch(++_lastWatch, Sender, query.Events ?? new EventsSince(), Now + wait);
        _watches.Add(watch.Number, watch);
        Look(watch, query.Confirm);
        ArmTick();
    }

    private void Look(Watch watch, bool confirm)
    {
        watch.Looking = true;
        watch.Seen = _changes;
        var question = new MachineQuestion
        {
            Question = new StoreQuestion { Events = watch.Since }.ToByteString(),
            TtlMs = confirm ? (uint)ConfirmLimit.TotalMilliseconds : 0,
        };
        var number = watch.Number;
        _consensus.Ask<MachineReply>(question, ConfirmLimit + AskSlack).PipeTo(
            Self, Self, reply => new Answered(number, reply), _ => new Answered(number, new MachineReply { Refusal = "this node's consensus does not answer" }));
    }

    private void OnAnswered(Answered m)
    {
        if (!_watches.TryGetValue(m.Watch, out var watch)) return;
        watch.Looking = false;
        if (m.Reply.Refusal.Length > 0)
        {
            Finish(watch, new WatchReply { Refusal = m.Reply.Refusal });
            return;
        }

        var answer = StoreAnswer.Parser.ParseFrom(m.Reply.Answer);
        if (answer.Events.Count > 0 || answer.Compacted || Now >= watch.Deadline)
        {
            Finish(watch, new WatchReply { Answer = answer });
            return;
        }

        watch.Since.Revision = answer.Next;
        watch.Since.Skip = answer.Skip;
        watch.Newest = answer;
        if (watch.Seen != _changes) Look(watch, confirm: false);
    }

    private void OnRung()
    {
        _bell.Answer();
        _changes++;
        foreach (var watch in _watches.Values)
        {
            if (!watch.Looking) Look(watch, confirm: false);
        }

        ArmLeases();
    }

    private void OnTick()
    {
        _timer = null;
        var now = Now;
        foreach (var watch in _watches.Values.Where(w => !w.Looking && w.Deadline <= now).ToList()) Finish(watch, new WatchReply { Answer = watch.Newest });
        ArmTick();
    }

    private void Finish(Watch watch, WatchReply reply)
    {
        _watches.Remove(watch.Number);
        watch.Asker.Tell(reply, Self);
    }

    private void ArmTick()
    {
        if (_timer is not null || _watches.Count == 0) return;
        _timer = Context.System.Scheduler.ScheduleTellOnceCancelable(Beat, Self, Tick.Instance, Self);
    }

    private sealed class Watch(long number, IActorRef asker, EventsSince since, TimeSpan deadline)
    {
        public long Number { get; } = number;

        public IActorRef Asker { get; } = asker;

        public EventsSince Since { get; } = since;

        public TimeSpan Deadline { get; } = deadline;

        /// <summary>A question to the store is on its way.</summary>
        public bool Looking { get; set; }

        /// <summary>Changes that the room knew of when it asked last.</summary>
        public long Seen { get; set; }

        /// <summary>The newest answer without events.</summary>
        public StoreAnswer Newest { get; set; } = new();
    }

    private sealed record Answered(long Watch, MachineReply Reply);

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
