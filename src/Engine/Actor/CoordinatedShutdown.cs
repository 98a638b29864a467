#nullable disable
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Event;
using AkkaFederation.Engine;

namespace Akka.Actor;

/// <summary>Identifies <see cref="CoordinatedShutdown"/>.</summary>
public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => new(system);
}

/// <summary>
/// Stops a system in phases: the tasks of a phase run side by side, and a phase begins when all that it depends on
/// are done or have used up their time. Phases, their order and time-outs stand in akka.coordinated-shutdown.phases.
/// </summary>
public sealed partial class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ActorSystemImpl _system;
    private readonly ILoggingAdapter _log;
    private readonly IReadOnlyList<ShutdownPhase> _phases;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Run)>> _tasks = [];
    private readonly TaskCompletionSource<Done> _done;

    internal CoordinatedShutdown(ExtendedActorSystem system)
    {
        _system = (ActorSystemImpl)system;
        _done = new TaskCompletionSource<Done>(_system.Environment.Completion);
        _log = Logging.GetLogger(system, typeof(CoordinatedShutdown));
        _phases = ShutdownPhase.Read(system.Settings.Config);
        if (system.Settings.CoordinatedShutdownTerminateActorSystem)
            AddTask(PhaseActorSystemTerminate, "terminate-system", TerminateSystem);
        if (system.Settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-clr-shutdown-hook"))
            HookProcessExit();
    }

    public ExtendedActorSystem System => _system;

    /// <summary>Why the shutdown was begun; null before.</summary>
    public Reason ShutdownReason { get; private set; }

    public TimeSpan TotalTimeout => TimeSpan.FromTicks(_phases.Sum(p => p.Timeout.Ticks));

    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    /// <summary>Adds a task to a phase. Tasks added to a phase that has begun are not run.</summary>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        ShutdownPhase known = Find(phase);
        lock (_gate)
        {
            if (!_tasks.TryGetValue(known.Name, out List<(string, Func<Task<Done>>)> list))
                _tasks[known.Name] = list = [];
            list.Add((taskName, task));
        }
    }

    public TimeSpan Timeout(string phase) => Find(phase).Timeout;

    /// <summary>Begins the shutdown, once: later calls get the task of the first.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        int first = fromPhase is null ? 0 : _phases.ToList().IndexOf(Find(fromPhase));
        lock (_gate)
        {
            if (ShutdownReason is not null)
                return _done.Task;
            ShutdownReason = reason;
        }

        _log.Debug("Coordinated shutdown begins, reason {0}", reason.GetType().Name);
        _system.Environment.Begin(() => RunPhases(first));
        return _done.Task;
    }

    private async Task RunPhases(int first)
    {
        try
        {
            foreach (ShutdownPhase phase in _phases.Skip(first))
                await RunPhase(phase).ConfigureAwait(EngineEnvironment.IsOneThread);
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }
    }

    private async Task RunPhase(ShutdownPhase phase)
    {
        (string Name, Func<Task<Done>> Run)[] tasks;
        lock (_gate)
            tasks = _tasks.TryGetValue(phase.Name, out List<(string, Func<Task<Done>>)> list) ? [.. list] : [];
        if (!phase.Enabled || tasks.Length == 0)
            return;
        _log.Debug("Performing phase [{0}] with [{1}] tasks: [{2}]", phase.Name, tasks.Length, string.Join(", ", tasks.Select(t => t.Name)));
        Task all = Task.WhenAll(tasks.Select(t => RunTask(phase, t.Name, t.Run)));
        var timedOut = new TaskCompletionSource(_system.Environment.Completion);
        var timer = new CancelFlag();
        _system.Scheduler.Advanced.ScheduleOnce(phase.Timeout, () => timedOut.TrySetResult(), timer);
        // The end of the system ends the scheduler as well, and with it this timer.
        Task ended = await Task.WhenAny(all, timedOut.Task).ConfigureAwait(EngineEnvironment.IsOneThread);
        timer.Cancel();
        if (ended == all)
        {
            await all.ConfigureAwait(EngineEnvironment.IsOneThread);
            return;
        }

        _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase.Name, phase.Timeout);
        if (!phase.Recover)
            throw new TimeoutException($"Coordinated shutdown phase [{phase.Name}] timed out after {phase.Timeout}");
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> run)
    {
        try
        {
            await run().ConfigureAwait(EngineEnvironment.IsOneThread);
        }
        catch (Exception e) when (phase.Recover)
        {
            _log.Warning("Task [{0}] failed in phase [{1}]: {2}", name, phase.Name, e.Message);
        }
    }

    private async Task<Done> TerminateSystem()
    {
        _system.FinalTerminate();
        await _system.WhenTerminated.ConfigureAwait(EngineEnvironment.IsOneThread);
        return Done.Instance;
    }

    private void HookProcessExit()
    {
        EventHandler hook = (_, _) => Run(ClrExitReason.Instance).Wait(TotalTimeout);
        AppDomain.CurrentDomain.ProcessExit += hook;
        _system.RegisterOnTermination(() => AppDomain.CurrentDomain.ProcessExit -= hook);
    }

    private ShutdownPhase Find(string phase) => _phases.FirstOrDefault(p => p.Name == phase)
        ?? throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(", ", _phases.Select(p => p.Name))}]. All phases (along with their optional dependencies) must be defined in configuration.");
}
