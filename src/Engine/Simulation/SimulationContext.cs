using Akka.Dispatch;

namespace AkkaFederation.Engine.Simulation;

/// <summary>Brings every continuation back to the world's thread, and to the process that waited.</summary>
internal sealed class SimulationContext(SimulationLoop loop, SimulatedProcess? process) : SynchronizationContext
{
    /// <summary>The process that runs now; null for the world itself.</summary>
    public static SimulatedProcess? Running => (Current as SimulationContext)?.Process;

    private SimulatedProcess? Process => process;

    public override void Post(SendOrPostCallback d, object? state) => loop.Post(process, new Continuation(d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private sealed class Continuation(SendOrPostCallback callback, object? state) : IRunnable
    {
        public void Run() => callback(state);
    }
}

/// <summary>The task scheduler that is current while a world runs: tasks are work like any other.</summary>
internal sealed class SimulationTaskScheduler(SimulationLoop loop) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task) => loop.Post(SimulationContext.Running, new ActionRunnable(() => TryExecuteTask(task)));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
