#nullable disable
using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using AkkaFederation.Engine;

namespace Akka.Actor;

/// <summary>
/// The default scheduler: one thread and a hashed timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing
/// Wheels", scheme 6). Adding is one lock-free enqueue; nothing fires early, and nothing later than a tick and the
/// thread's own delay. The thread sleeps until the next slot that holds something, so that an idle system costs nothing.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private const int LongestSleepMilliseconds = 60_000;
    private const long LongestSleep = LongestSleepMilliseconds * TimeSpan.TicksPerMillisecond;

    private readonly EngineEnvironment _environment = EngineEnvironment.Real;
    private readonly ConcurrentQueue<Registration> _incoming = new();
    private readonly List<Registration>[] _wheel;
    private readonly long _tickTicks;
    private readonly long _start;
    private readonly object _gate = new();
    private int _pending;
    private int _started;
    private long _sleepsUntil = long.MaxValue;
    private bool _woken;
    private volatile bool _disposed;
    private long _tick;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        int slots = scheduler.GetInt("akka.scheduler.ticks-per-wheel", 512);
        TimeSpan tick = scheduler.GetTimeSpan("akka.scheduler.tick-duration", TimeSpan.FromMilliseconds(10));
        if (slots < 1 || tick < TimeSpan.FromMilliseconds(1))
            throw new ConfigurationException("Section 'akka.scheduler': ticks-per-wheel must be at least 1 and tick-duration at least 1ms");
        _tickTicks = tick.Ticks;
        _wheel = new List<Registration>[slots];
        _start = _environment.Monotonic.Ticks;
    }

    public override TimeSpan MonotonicClock => _environment.Monotonic;

    public override TimeSpan HighResMonotonicClock => _environment.Monotonic;

    protected override DateTimeOffset TimeNow => _environment.UtcNow;

    public void Dispose()
    {
        _disposed = true;
        Wake();
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new TellRegistration(receiver, message, sender), delay, 0, cancelable);

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new TellRegistration(receiver, message, sender), initialDelay, interval.Ticks, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(new RunRegistration(new ActionRunnable(action)), delay, 0, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(new RunRegistration(action), delay, 0, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(new RunRegistration(new ActionRunnable(action)), initialDelay, interval.Ticks, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(new RunRegistration(action), initialDelay, interval.Ticks, cancelable);

    private void Add(Registration registration, TimeSpan delay, long interval, ICancelable cancelable)
    {
        if (_disposed)
            throw new SchedulerException("cannot enqueue after timer shutdown");
        registration.Deadline = _environment.Monotonic.Ticks - _start + delay.Ticks;
        registration.Interval = interval;
        registration.Cancelable = cancelable;
        if (delay == TimeSpan.Zero && interval == 0)
        {
            Fire(registration);
            return;
        }

        Interlocked.Increment(ref _pending);
        _incoming.Enqueue(registration);
        Interlocked.MemoryBarrier(); // either the thread sees the registration before it sleeps, or this sees when it wakes
        if (registration.Deadline < Volatile.Read(ref _sleepsUntil))
            Wake();
        if (Volatile.Read(ref _started) == 0 && Interlocked.Exchange(ref _started, 1) == 0)
            new Thread(Work) { IsBackground = true, Name = "scheduler" }.Start();
    }

    private void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Work()
    {
        while (!_disposed)
        {
            TakeIncoming();
            long next = NextOccupiedTick();
            long due = next == long.MaxValue ? long.MaxValue : (next + 1) * _tickTicks;
            if (due <= Now)
            {
                // After a long pause the wheel catches up slot by slot, without sleeping.
                _tick = next;
                Turn();
                _tick++;
                continue;
            }

            SleepUntil(due);
            SkipEmptyTicks(next);
        }
    }

    private long Now => _environment.Monotonic.Ticks - _start;

    private void SleepUntil(long due)
    {
        Volatile.Write(ref _sleepsUntil, due);
        Interlocked.MemoryBarrier();
        lock (_gate)
        {
            while (_incoming.IsEmpty && !_woken && !_disposed && due - Now is > 0 and var wait)
                Monitor.Wait(_gate, wait > LongestSleep ? LongestSleepMilliseconds : (int)((wait + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond));
            _woken = false;
        }

        Volatile.Write(ref _sleepsUntil, long.MinValue);
    }

    // What lies before the next occupied slot and before the present holds nothing.
    private void SkipEmptyTicks(long next) => _tick = Math.Max(_tick, Math.Min(next, Now / _tickTicks));

    // The first slot from here on that holds anything, be it for a later round of the wheel.
    private long NextOccupiedTick()
    {
        if (Volatile.Read(ref _pending) == 0)
            return long.MaxValue;
        for (int i = 0; i < _wheel.Length; i++)
        {
            if (_wheel[(_tick + i) % _wheel.Length] is { Count: > 0 })
                return _tick + i;
        }

        return long.MaxValue;
    }

    private void TakeIncoming()
    {
        while (_incoming.TryDequeue(out Registration registration))
            Place(registration);
    }

    // A registration waits in the slot of the first tick that ends at or after its deadline.
    private void Place(Registration registration)
    {
        registration.Tick = Math.Max(registration.Deadline / _tickTicks, _tick);
        (_wheel[registration.Tick % _wheel.Length] ??= []).Add(registration);
    }

    private void Turn()
    {
        List<Registration> slot = _wheel[_tick % _wheel.Length];
        if (slot is null || slot.Count == 0)
            return;
        List<Registration> due = null;
        int kept = 0;
        for (int i = 0; i < slot.Count; i++)
        {
            Registration registration = slot[i];
            if (registration.Cancelable is { IsCancellationRequested: true })
                Interlocked.Decrement(ref _pending);
            else if (registration.Tick > _tick)
                slot[kept++] = registration;
            else
                (due ??= []).Add(registration);
        }

        slot.RemoveRange(kept, slot.Count - kept);
        foreach (Registration registration in due ?? [])
            FireAndReplace(registration);
    }

    private void FireAndReplace(Registration registration)
    {
        Fire(registration);
        if (registration.Interval == 0 || registration.Cancelable is { IsCancellationRequested: true })
        {
            Interlocked.Decrement(ref _pending);
            return;
        }

        // At a fixed rate, but without a burst for the ticks that a paused process missed.
        long now = _environment.Monotonic.Ticks - _start;
        registration.Deadline = Math.Max(registration.Deadline + registration.Interval, now);
        _incoming.Enqueue(registration);
    }

    private void Fire(Registration registration)
    {
        if (registration.Cancelable is { IsCancellationRequested: true })
            return;
        try
        {
            registration.Fire();
        }
        catch (Exception e)
        {
            Log.Error(e, "Scheduled work failed: {0}", e.Message);
        }
    }

    private abstract class Registration
    {
        public long Deadline;
        public long Interval;
        public long Tick;
        public ICancelable Cancelable;

        public abstract void Fire();
    }

    private sealed class TellRegistration(ICanTell receiver, object message, IActorRef sender) : Registration
    {
        public override void Fire() => receiver.Tell(message, sender);
    }

    private sealed class RunRegistration(IRunnable runnable) : Registration
    {
        public override void Fire() => runnable.Run();
    }
}
