#nullable disable
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>Gives actors their turns. The executor behind it decides on which thread.</summary>
public abstract class MessageDispatcher
{
    public const int DefaultThroughput = 100;

    private long _inhabitants;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public string Id { get; protected set; }

    public int Throughput { get; protected set; }

    /// <summary>Longest run of a mailbox in ticks; null for no limit.</summary>
    public long? ThroughputDeadlineTime { get; protected set; }

    public TimeSpan ShutdownTimeout { get; protected set; }

    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    protected long Inhabitants => Volatile.Read(ref _inhabitants);

    public void Schedule(Action run) => Schedule(new ActionRunnable(run));

    public void Schedule(IRunnable run) => ExecuteTask(run);

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        Mailbox mailbox = cell.Mailbox;
        mailbox.Enqueue(cell.Self, envelope);
        if (!RegisterForExecution(mailbox, hasMessageHint: true, hasSystemMessageHint: false) && mailbox.IsClosed && mailbox is not DeadLetterMailbox)
            mailbox.DrainUserMessages();
    }

    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        Mailbox mailbox = cell.Mailbox;
        if (mailbox.TrySystemEnqueue(cell.Self, message))
            RegisterForExecution(mailbox, hasMessageHint: false, hasSystemMessageHint: true);
        else
            Mailboxes.DeadLetterMailbox.TrySystemEnqueue(cell.Self, message);
    }

    public virtual void Attach(ActorCell cell)
    {
        Interlocked.Increment(ref _inhabitants);
        RegisterForExecution(cell.Mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    public virtual void Detach(ActorCell cell)
    {
        Interlocked.Decrement(ref _inhabitants);
        Mailbox mailbox = cell.SwapMailbox(Mailboxes.DeadLetterMailbox);
        mailbox.BecomeClosed();
        mailbox.CleanUp();
    }

    internal bool RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (!mailbox.TrySchedule(hasMessageHint, hasSystemMessageHint))
            return false;
        ExecuteTask(mailbox);
        return true;
    }

    internal long DeadlineFromNow() =>
        ThroughputDeadlineTime is { } ticks ? Configurator.Prerequisites.Scheduler.MonotonicClock.Ticks + ticks : 0;

    internal bool IsPast(long deadline) => Configurator.Prerequisites.Scheduler.MonotonicClock.Ticks > deadline;

    internal void ShutDownNow() => Shutdown();

    protected abstract void ExecuteTask(IRunnable run);

    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) =>
        EventStream?.Publish(new Error(ex, GetType().FullName, GetType(), $"Work on dispatcher {Id} failed: {ex.Message}"));
}

/// <summary>Runs mailboxes on an executor.</summary>
public class Dispatcher : MessageDispatcher
{
    private readonly ExecutorService _executor;

    public Dispatcher(MessageDispatcherConfigurator configurator, string id, int throughput, long? throughputDeadlineTime, ExecutorServiceFactory executorServiceFactory, TimeSpan shutdownTimeout)
        : base(configurator)
    {
        _executor = executorServiceFactory.Produce(id);
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
    }

    protected override void ExecuteTask(IRunnable run) => _executor.Execute(run);

    protected override void Shutdown() => _executor.Shutdown();
}

/// <summary>What a dispatcher needs from its system.</summary>
public interface IDispatcherPrerequisites
{
    EventStream EventStream { get; }

    IScheduler Scheduler { get; }

    Settings Settings { get; }

    Mailboxes Mailboxes { get; }
}

/// <summary>What a dispatcher needs from its system.</summary>
public sealed class DefaultDispatcherPrerequisites : IDispatcherPrerequisites
{
    public DefaultDispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings, Mailboxes mailboxes)
    {
        EventStream = eventStream;
        Scheduler = scheduler;
        Settings = settings;
        Mailboxes = mailboxes;
    }

    public EventStream EventStream { get; }

    public IScheduler Scheduler { get; }

    public Settings Settings { get; }

    public Mailboxes Mailboxes { get; }
}

/// <summary>Makes dispatchers from configuration.</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    public abstract MessageDispatcher Dispatcher();
}
