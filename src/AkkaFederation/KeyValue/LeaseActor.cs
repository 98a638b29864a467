using Akka.Actor;

namespace AkkaFederation.KeyValue;

/// <summary>
/// Prolongs a lease three times in its time to live. What counts is when a prolongation was asked for: the store counts from
/// a later moment on, so that the holder never believes in its lease for longer than the store does, clocks of one pace given.
/// </summary>
internal sealed class LeaseActor : UntypedActor, IWithTimers
{
    private readonly KeyValueLease _lease;
    private TimeSpan _sure;
    private bool _asking;

    public LeaseActor(KeyValueLease lease, TimeSpan asked) => (_lease, _sure) = (lease, asked + lease.Ttl);

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    /// <summary>Keeps a lease that was asked for at a time; the action ends that.</summary>
    public static Action Start(ActorSystem system, KeyValueLease lease, TimeSpan asked)
    {
        var keeper = system.ActorOf(Props.Create(() => new LeaseActor(lease, asked)));
        return () => system.Stop(keeper);
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _lease.Ttl / 3);
        ArmEnd();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick: OnTick(); break;
            case Kept kept: OnKept(kept); break;
            case End when Now >= _sure: Lose(); break;
            case End: ArmEnd(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnTick()
    {
        if (_asking) return;
        _asking = true;
        var asked = Now;
        _lease.KeepAsync().PipeTo(Self, Self, () => new Kept(asked, null), cause => new Kept(asked, cause));
    }

    private void OnKept(Kept kept)
    {
        _asking = false;
        if (kept.Cause is LeaseLostException) Lose();
        if (kept.Cause is not null) return;
        _sure = kept.Asked + _lease.Ttl;
        ArmEnd();
    }

    private void ArmEnd()
    {
        var left = _sure - Now;
        Timers.StartSingleTimer(End.Instance, End.Instance, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void Lose()
    {
        _lease.Lose();
        Context.Stop(Self);
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }

    private sealed record End
    {
        public static readonly End Instance = new();
    }

    private sealed record Kept(TimeSpan Asked, Exception? Cause);
}
