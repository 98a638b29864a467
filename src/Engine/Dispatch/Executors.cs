#nullable disable
using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>Where a dispatcher's work runs.</summary>
public abstract class ExecutorService
{
    protected ExecutorService(string id) => Id = id;

    public string Id { get; }

    public abstract void Execute(IRunnable run);

    public abstract void Shutdown();
}

/// <summary>Makes the executor of a dispatcher.</summary>
public abstract class ExecutorServiceFactory
{
    public abstract ExecutorService Produce(string id);
}

/// <summary>The runtime's thread pool. A mailbox is its own work item, so that scheduling allocates nothing.</summary>
internal sealed class ThreadPoolExecutor(string id) : ExecutorService(id)
{
    public override void Execute(IRunnable run)
    {
        if (run is Mailbox mailbox)
            ThreadPool.UnsafeQueueUserWorkItem(mailbox.WorkItem, preferLocal: mailbox.WakesLocally());
        else
            ThreadPool.UnsafeQueueUserWorkItem(new RunnableWorkItem(run), preferLocal: false);
    }

    public override void Shutdown()
    {
    }

    private sealed class RunnableWorkItem(IRunnable run) : IThreadPoolWorkItem
    {
        public void Execute() => run.Run();
    }
}

/// <summary>A fixed number of threads of its own, for actors that block.</summary>
internal sealed class DedicatedThreadExecutor : ExecutorService
{
    private readonly BlockingCollection<IRunnable> _queue = [];

    public DedicatedThreadExecutor(string id, int threads)
        : base(id)
    {
        for (int i = 0; i < threads; i++)
            new Thread(Work) { IsBackground = true, Name = $"{id}-{i}" }.Start();
    }

    public override void Execute(IRunnable run) => _queue.Add(run);

    public override void Shutdown() => _queue.CompleteAdding();

    private void Work()
    {
        foreach (IRunnable run in _queue.GetConsumingEnumerable())
            run.Run();
    }
}
