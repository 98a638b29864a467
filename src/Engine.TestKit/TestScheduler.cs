#nullable disable
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time stands still until the test moves it on. What falls due is carried out on the thread of the
/// test, in the order of time and, within one moment, of scheduling; each thing sees the moment at which it was due.
/// A delay of zero does not wait for the test.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Entry, (DateTimeOffset Due, long Sequence)> _entries = new();
    private DateTimeOffset _now = Epoch;
    private long _sequence;

    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
        // nothing to configure
    }

    public DateTimeOffset Now => TimeNow;

    public TimeSpan MonotonicClock => TimeNow - Epoch;

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    public IAdvancedScheduler Advanced => this;

    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    /// <summary>Moves time on and carries out what falls due on the way.</summary>
    public void Advance(TimeSpan offset) => AdvanceTo(TimeNow + offset);

    /// <exception cref="InvalidOperationException">The moment is in the past.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < TimeNow)
            throw new InvalidOperationException($"Time is at {TimeNow:O} and cannot go back to {when:O}.");
        while (TryTakeDue(when, out var entry))
        {
            if (entry.Cancelable?.IsCancellationRequested == true)
                continue;
            if (entry.Interval is { } interval)
                Add(TimeNow + interval, entry);
            entry.Run();
        }

        lock (_gate)
            _now = when;
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, null, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Schedule(delay, null, action, cancelable);

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Schedule(delay, null, action.Run, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, TimeSpan? interval, Action run, ICancelable cancelable)
    {
        if (delay < TimeSpan.Zero)
            throw new ArgumentException($"The delay must not be negative, it is {delay}.", nameof(delay));
        if (interval <= TimeSpan.Zero)
            throw new ArgumentException($"The interval must be positive, it is {interval}.", nameof(interval));

        var entry = new Entry(interval, run, cancelable);
        if (delay > TimeSpan.Zero)
        {
            Add(TimeNow + delay, entry);
            return;
        }

        if (interval is { } next)
            Add(TimeNow + next, entry);
        if (cancelable?.IsCancellationRequested != true)
            run();
    }

    private void Add(DateTimeOffset due, Entry entry)
    {
        lock (_gate)
            _entries.Enqueue(entry, (due, _sequence++));
    }

    private bool TryTakeDue(DateTimeOffset limit, out Entry entry)
    {
        lock (_gate)
        {
            if (!_entries.TryPeek(out entry, out var priority) || priority.Due > limit)
                return false;
            _now = priority.Due;
            _entries.Dequeue();
            return true;
        }
    }

    private sealed record Entry(TimeSpan? Interval, Action Run, ICancelable Cancelable);
}
