using Akka.Dispatch;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// The one thread on which a simulated world runs, with its virtual clock: what is ready runs in the order in which it
/// became so; when nothing is, the clock jumps to the next timer. Intuition and discipline after TigerBeetle's VOPR and
/// FoundationDB's simulator: everything that could differ between two runs comes from one seed.
/// Left out: any choice among what is ready at one instant; nodes meet over the network alone, whose delays are random.
/// </summary>
/// <remarks>Invariants: 1. the clock never goes back. 2. nothing is posted from another thread while the loop runs.</remarks>
internal sealed class SimulationLoop
{
    /// <summary>Wall-clock time at which every world begins.</summary>
    public static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Queue<(SimulatedProcess? Process, IRunnable Work)> _ready = new();
    private readonly PriorityQueue<(SimulatedProcess? Process, IRunnable Work), (long At, long Order)> _timers = new();
    private readonly SimulationTaskScheduler _tasks;
    private readonly SimulationContext _context;
    private long _now;
    private long _order;
    private int _thread;

    public SimulationLoop(ulong seed)
    {
        Seed = seed;
        _tasks = new SimulationTaskScheduler(this);
        _context = new SimulationContext(this, null);
    }

    public ulong Seed { get; }

    public TimeSpan Now => new(_now);

    /// <summary>Pieces of work done.</summary>
    public long Events { get; private set; }

    public SimulationTrace Trace { get; } = new();

    /// <summary>Called after every turn of an actor.</summary>
    public Action<SimulatedProcess, Mailbox>? Observer { get; set; }

    /// <summary>Runs work as soon as all that is ready has run.</summary>
    public void Post(SimulatedProcess? process, IRunnable work)
    {
        CheckThread();
        _ready.Enqueue((process, work));
    }

    public void Post(Action work) => Post(null, new ActionRunnable(work));

    /// <summary>Runs work at a time; earlier than now means now.</summary>
    public void At(TimeSpan at, SimulatedProcess? process, IRunnable work)
    {
        CheckThread();
        _timers.Enqueue((process, work), (Math.Max(at.Ticks, _now), ++_order));
    }

    public void After(TimeSpan delay, Action work) => At(Now + delay, null, new ActionRunnable(work));

    /// <summary>Runs everything up to a time, which is the time afterwards.</summary>
    public void RunUntil(TimeSpan limit) => Enter(null, () =>
    {
        while (Step(limit.Ticks))
        {
            // Each step is one piece of work.
        }

        _now = Math.Max(_now, limit.Ticks);
    });

    /// <summary>Calls into the world from outside it, or from one process into another.</summary>
    public void Enter(SimulatedProcess? process, Action action)
    {
        var outer = SynchronizationContext.Current;
        var thread = _thread;
        if (thread != 0) CheckThread();
        _thread = Environment.CurrentManagedThreadId;
        SynchronizationContext.SetSynchronizationContext(process?.Context ?? _context);
        try
        {
            if (thread != 0)
            {
                action();
                return;
            }

            // Inside a task of ours, whoever asks for the current scheduler gets the one of the world.
            var task = new Task(action);
            task.RunSynchronously(_tasks);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            _thread = thread;
        }
    }

    private bool Step(long limit)
    {
        if (_ready.TryDequeue(out var next))
        {
            Run(next.Process, next.Work);
            return true;
        }

        if (!_timers.TryPeek(out next, out var due) || due.At > limit) return false;
        _timers.Dequeue();
        _now = due.At;
        Run(next.Process, next.Work);
        return true;
    }

    private void Run(SimulatedProcess? process, IRunnable work)
    {
        if (process is not null && !process.TryTake(work)) return;
        Events++;
        SynchronizationContext.SetSynchronizationContext(process?.Context ?? _context);
        if (process is null || work is not Mailbox mailbox)
        {
            work.Run();
            return;
        }

        var path = mailbox.Cell.Self.Path;
        Trace.Turn(_now, process.Name, path.Name, path.Uid);
        mailbox.Run();
        Observer?.Invoke(process, mailbox);
    }

    private void CheckThread()
    {
        if (_thread != 0 && _thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("The simulation was entered from another thread: code in it used the thread pool (Task.Run, ConfigureAwait(false), a timer), which no seed can replay.");
    }
}
