#nullable disable
using Akka.Event;

namespace Akka.Actor;

/// <summary>A timer that has fired, on its way through the mailbox.</summary>
internal class TimerMessage(TimerScheduler owner, object key, int generation, object message)
    : IAutoReceivedMessage, INoSerializationVerificationNeeded, IDeadLetterSuppression, IWrappedMessage
{
    public TimerScheduler Owner { get; } = owner;

    public object Key { get; } = key;

    public int Generation { get; } = generation;

    public object Message { get; } = message;

    public override string ToString() => $"<Timer>: {Key} ({Generation}) {Message}";
}

/// <summary>A timer whose message does not count as activity.</summary>
internal sealed class QuietTimerMessage(TimerScheduler owner, object key, int generation, object message)
    : TimerMessage(owner, key, generation, message), INotInfluenceReceiveTimeout;

/// <summary>Timers of one actor instance. Runs on the actor's turn only.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, Entry> _timers = [];
    private int _generation;

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys.ToArray();

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        Start(key, msg, interval, interval, cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        Start(key, msg, initialDelay, interval, cell.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, cell.Self);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) =>
        Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out Entry entry))
            entry.Task.Cancel();
    }

    public void CancelAll()
    {
        foreach (Entry entry in _timers.Values)
            entry.Task.Cancel();
        _timers.Clear();
    }

    /// <summary>True if the timer is still the current one under its key; a single one is used up by this.</summary>
    internal bool Accepts(TimerMessage timer)
    {
        if (timer.Owner != this || !_timers.TryGetValue(timer.Key, out Entry entry) || entry.Generation != timer.Generation)
            return false;
        if (!entry.Repeats)
            _timers.Remove(timer.Key);
        return true;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? interval, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        Cancel(key);
        var entry = new Entry(++_generation, new CancelFlag(), interval is not null);
        object timer = Wrap(key, entry.Generation, message);
        IScheduler scheduler = cell.System.Scheduler;
        if (interval is { } period)
            scheduler.ScheduleTellRepeatedly(delay, period, cell.Self, timer, sender, entry.Task);
        else
            scheduler.ScheduleTellOnce(delay, cell.Self, timer, sender, entry.Task);
        _timers[key] = entry;
    }

    private object Wrap(object key, int generation, object message) => message is INotInfluenceReceiveTimeout
        ? new QuietTimerMessage(this, key, generation, message)
        : new TimerMessage(this, key, generation, message);

    private readonly record struct Entry(int Generation, CancelFlag Task, bool Repeats);
}
