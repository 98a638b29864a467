using Akka.Dispatch;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// The one thread on which a simulated world runs, with its virtual clock: among what is ready the seed chooses what runs
/// next, within one process and between processes, so that other seeds see other interleavings; when nothing is ready, the
/// clock jumps to the next timer, and all that is due then is ready together. Order that must be kept is kept below: an
/// actor's messages in its mailbox, a connection's in its lane. Intuition and discipline after TigerBeetle's VOPR and
/// FoundationDB's simulator: everything that could differ between two runs comes from one seed.
/// </summary>
/// <remarks>
/// Invariants: 1. the clock never goes back. 2. nothing is posted from another thread while the loop runs. 3. what belongs
/// to no process (the world's own doings) runs first, in the order in which it was asked for.
/// </remarks>
internal sealed class SimulationLoop
{
    /// <summary>Wall-clock time at which every world begins.</summary>
    public static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Queue<IRunnable> _own = new();
    private readonly List<SimulationWork> _ready = [];
    private readonly SimulationTimers _timers = new();
    private readonly SimulationChoice _choice;
    private readonly SimulationTaskScheduler _tasks;
    private readonly SimulationContext _context;
    private long _now;
    private int _thread;

    public SimulationLoop(ulong seed)
    {
        Seed = seed;
        _choice = new SimulationChoice(seed);
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

    /// <summary>Makes work ready: it runs at this instant, when the choice falls on it.</summary>
    public void Post(SimulatedProcess? process, IRunnable work)
    {
        CheckThread();
        MakeReady(new SimulationWork(process, work));
    }

    public void Post(Action work) => Post(null, new ActionRunnable(work));

    /// <summary>Runs work at a time; earlier than now means now.</summary>
    public void At(TimeSpan at, SimulatedProcess? process, IRunnable work)
    {
        CheckThread();
        var due = new SimulationWork(process, work);
        if (at.Ticks <= _now) MakeReady(due);
        else _timers.Add(at.Ticks, due);
    }

    public void After(TimeSpan delay, Action work) => At(After(Now, delay), null, new ActionRunnable(work));

    /// <summary>A time after another; as late as there is, if that is later.</summary>
    public static TimeSpan After(TimeSpan start, TimeSpan delay) => delay > TimeSpan.MaxValue - start ? TimeSpan.MaxValue : start + delay;

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
        if (_own.TryDequeue(out var own))
        {
            Run(null, own);
            return true;
        }

        if (_ready.Count == 0)
        {
            var due = _timers.Next;
            if (due > limit) return false;
            _now = due;
            while (_timers.Next == due) MakeReady(_timers.Take());
            return true;
        }

        var chosen = _ready.Count == 1 ? 0 : _choice.Below(_ready.Count);
        var (process, work) = _ready[chosen];
        _ready[chosen] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Run(process, work);
        return true;
    }

    private void MakeReady(in SimulationWork work)
    {
        if (work.Process is null) _own.Enqueue(work.Run);
        else _ready.Add(work);
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
