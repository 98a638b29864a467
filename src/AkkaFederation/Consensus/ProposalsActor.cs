using Akka.Actor;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>
/// Supervisor of the proposals: one <see cref="ProposalActor"/> for each that this node has accepted, from acceptance to
/// answer. The consensus room tells it once a flush what became of all of them, so that a proposal costs the log's own actor
/// no message. It has one timer for all deadlines, and keeps the newest aborted and expired proposals for who follows them.
/// </summary>
internal sealed class ProposalsActor : UntypedActor
{
    public const string Name = "proposals";
    private readonly Dictionary<long, IActorRef> _children = [];
    private readonly PriorityQueue<long, TimeSpan> _deadlines = new();
    private readonly AbortLog _aborts;
    private TimeSpan _armedAt = TimeSpan.MaxValue;
    private ICancelable? _timer;

    public ProposalsActor(ulong life) => _aborts = new AbortLog(life);

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private ulong UnixMs => (ulong)Math.Max(0, Context.System.Scheduler.Now.ToUnixTimeMilliseconds());

    public static Props Props(ulong life) => Akka.Actor.Props.Create(() => new ProposalsActor(life));

    // A proposal's actor has nothing that could be restored: its asker asks again, and is answered from the log.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop() => _timer?.Cancel();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case News m: OnNews(m); break;
            case Tick: OnTick(); break;
            case AbortsRequest m: OnAborts(m); break;
            default: Unhandled(message); break;
        }
    }

    private void OnNews(News m)
    {
        foreach (var step in m.Steps)
        {
            if (step.From is null) _children[step.Number] = Context.ActorOf(ProposalActor.Props, $"proposal-{step.Number}");
            if (!_children.TryGetValue(step.Number, out var child)) continue;
            if (step.From is null || step.From == step.To) Watch(step.Number, step.Request.Deadline);
            child.Tell(new ProposalActor.Step(step), Self);
        }

        foreach (var (reply, group) in m.Ends)
        {
            if (reply.Verdict != ProposalVerdict.Committed) _aborts.Add(reply, UnixMs);
            if (_children.Remove(reply.Number, out var child)) child.Tell(new ProposalActor.Answer(group), Self);
            else group?.Release();
        }

        foreach (var follower in _aborts.TakeServed(Now)) Serve(follower);
    }

    private void Watch(long number, TimeSpan deadline)
    {
        _deadlines.Enqueue(number, deadline);
        Arm(deadline);
    }

    private void OnTick()
    {
        _armedAt = TimeSpan.MaxValue;
        var now = Now;
        while (_deadlines.TryPeek(out var number, out var deadline) && deadline <= now)
        {
            _deadlines.Dequeue();
            if (_children.TryGetValue(number, out var child)) child.Tell(new TimeIsOut(Context.Parent), Self);
        }

        foreach (var follower in _aborts.TakeServed(now)) Serve(follower);
        while (_deadlines.TryPeek(out var number, out _) && !_children.ContainsKey(number)) _deadlines.Dequeue();
        if (_deadlines.TryPeek(out _, out var next)) Arm(next);
        if (_aborts.NextTimeout is { } timeout) Arm(timeout);
    }

    private void OnAborts(AbortsRequest m)
    {
        var wait = TimeSpan.FromMilliseconds(Math.Min(m.WaitMs, FollowLimits.LongestWaitMs));
        if (_aborts.Ask(Sender, m.Life, m.From, Now + wait)) Arm(Now + wait);
        foreach (var follower in _aborts.TakeServed(Now)) Serve(follower);
    }

    private void Serve((IActorRef Asker, ulong Life, ulong From) follower) => follower.Asker.Tell(_aborts.Chunk(follower.Life, follower.From), Context.Parent);

    private void Arm(TimeSpan deadline)
    {
        if (deadline >= _armedAt) return;
        _timer?.Cancel();
        _armedAt = deadline;
        var delay = deadline - Now;
        _timer = Context.System.Scheduler.ScheduleTellOnceCancelable(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Self, Tick.Instance, Self);
    }

    /// <summary>What one flush has brought: steps of proposals, and those that end.</summary>
    public sealed record News(ProposalStep[] Steps, IReadOnlyList<End> Ends);

    /// <summary>A proposal's end, with the message that its answer goes in; null if it has gone another way.</summary>
    public readonly record struct End(ProposalReply Reply, AnswerGroup? Group);

    /// <summary>To a proposal: its deadline has passed.</summary>
    public sealed record TimeIsOut(IActorRef Consensus);

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }
}
