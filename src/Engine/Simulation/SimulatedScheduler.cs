#nullable disable
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace AkkaFederation.Engine.Simulation;

/// <summary>Timers on the clock of their machine; exact by it, and dropped with their process.</summary>
internal sealed class SimulatedScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider
{
    private readonly SimulatedProcess _process;

    public SimulatedScheduler(SimulatedProcess process, Config config, ILoggingAdapter log)
        : base(config, log) => _process = process;

    public override TimeSpan MonotonicClock => _process.Monotonic;

    public override TimeSpan HighResMonotonicClock => _process.Monotonic;

    protected override DateTimeOffset TimeNow => _process.UtcNow;

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Timer(_process, new Telling(receiver, message, sender), TimeSpan.Zero, cancelable), delay);

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Timer(_process, new Telling(receiver, message, sender), interval, cancelable), initialDelay);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(new Timer(_process, new ActionRunnable(action), TimeSpan.Zero, cancelable), delay);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(new Timer(_process, action, TimeSpan.Zero, cancelable), delay);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(new Timer(_process, new ActionRunnable(action), interval, cancelable), initialDelay);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(new Timer(_process, action, interval, cancelable), initialDelay);

    private void Add(Timer timer, TimeSpan delay)
    {
        if (delay == TimeSpan.Zero && timer.Interval == TimeSpan.Zero) timer.Run();
        else _process.Loop.At(_process.AfterLocal(delay), _process, timer);
    }

    private sealed class Timer(SimulatedProcess process, IRunnable work, TimeSpan interval, ICancelable cancelable) : IRunnable
    {
        public TimeSpan Interval => interval;

        public void Run()
        {
            if (cancelable is { IsCancellationRequested: true }) return;
            work.Run();
            if (interval > TimeSpan.Zero) process.Loop.At(process.AfterLocal(interval), process, this);
        }
    }

    private sealed class Telling(ICanTell receiver, object message, IActorRef sender) : IRunnable
    {
        public void Run() => receiver.Tell(message, sender);
    }
}
