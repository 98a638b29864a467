using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// One life of one simulated process, as the environment of its actor system. A crash drops whatever it had to do; a
/// pause holds it back while the clock goes on, as SIGSTOP does. The next life is another instance, on the same clock.
/// </summary>
internal sealed class SimulatedProcess : EngineEnvironment
{
    private readonly SimulationLoop _loop;
    private readonly Random _random;
    private readonly Queue<Mailbox> _held = new();
    private readonly Queue<IRunnable> _overdue = new();
    private readonly SimulatedClock _clock;
    private readonly ActionRunnable _catchUp;
    private bool _catchingUp;

    /// <param name="loop">The world's thread.</param>
    /// <param name="name">Name of the machine.</param>
    /// <param name="life">Counts the lives of the name, from 1.</param>
    /// <param name="clock">The machine's clock; exact if none is given.</param>
    public SimulatedProcess(SimulationLoop loop, string name, int life, SimulatedClock? clock = null)
    {
        _loop = loop;
        _clock = clock ?? new SimulatedClock(loop);
        _catchUp = new ActionRunnable(CatchUp);
        Name = name;
        Life = life;
        _random = RandomOf(loop.Seed, $"{name}/{life}");
        Context = new SimulationContext(loop, this);
        Uid = _random.Next(1, int.MaxValue);
    }

    public string Name { get; }

    /// <summary>Counts the lives of the name, from 1.</summary>
    public int Life { get; }

    public int Uid { get; }

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    public SimulationLoop Loop => _loop;

    public SimulationContext Context { get; }

    /// <summary>Called at a crash, before anything else runs.</summary>
    public Action? Crashed { get; set; }

    public override DateTimeOffset UtcNow => _clock.UtcNow;

    public override TimeSpan Monotonic => _clock.Monotonic;

    public override bool MayBlock => false;

    /// <summary>A generator for one purpose: the same seed gives the same numbers whatever is drawn elsewhere.</summary>
    public static Random RandomOf(ulong seed, string purpose) =>
        new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}"))));

    public override int NextUid() => _random.Next(1, int.MaxValue);

    public override Random CreateRandom() => new(_random.Next());

    public override ExecutorService CreateExecutor(string id, int threads) => new Executor(id, this);

    public override IScheduler CreateScheduler(Config config, ILoggingAdapter log) => new SimulatedScheduler(this, config, log);

    public override void Begin(Func<Task> work) => _loop.Enter(this, () => _ = work());

    public void Post(IRunnable work) => _loop.Post(this, work);

    public void Post(Action work) => _loop.Post(this, new ActionRunnable(work));

    /// <summary>When the machine's own clock has gone on by <paramref name="delay"/>, in the world's time.</summary>
    public TimeSpan AfterLocal(TimeSpan delay) => SimulationLoop.After(_loop.Now, _clock.InWorld(delay));

    public void At(TimeSpan at, Action work) => _loop.At(at, this, new ActionRunnable(work));

    public void After(TimeSpan delay, Action work) => At(_loop.Now + delay, work);

    /// <summary>Ends it between two events, with everything that is not on its disk.</summary>
    public void Crash()
    {
        if (IsDead) return;
        IsDead = true;
        _held.Clear();
        _overdue.Clear();
        _loop.Trace.Note(_loop.Now, Name, "crash", Life);
        Crashed?.Invoke();
    }

    public void Pause()
    {
        IsPaused = true;
        _loop.Trace.Note(_loop.Now, Name, "pause");
    }

    public void Resume()
    {
        if (!IsPaused) return;
        IsPaused = false;
        _loop.Trace.Note(_loop.Now, Name, "resume");
        while (_held.TryDequeue(out var mailbox)) _loop.Post(this, mailbox);
        BeginCatchUp();
    }

    /// <summary>Whether work may run now; if not, it is dropped or held back.</summary>
    internal bool TryTake(IRunnable work)
    {
        if (IsDead) return false;
        if (!IsPaused) return true;
        if (ReferenceEquals(work, _catchUp)) _catchingUp = false;
        else if (work is Mailbox mailbox) _held.Enqueue(mailbox);
        else _overdue.Enqueue(work);
        return false;
    }

    // What came due during a pause fires in the order in which it was due, as timers do when a stopped process goes on.
    private void BeginCatchUp()
    {
        if (_catchingUp || _overdue.Count == 0) return;
        _catchingUp = true;
        _loop.Post(this, _catchUp);
    }

    private void CatchUp()
    {
        _catchingUp = false;
        if (_overdue.TryDequeue(out var work)) work.Run();
        BeginCatchUp();
    }

    private sealed class Executor(string id, SimulatedProcess process) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => process.Post(run);

        public override void Shutdown()
        {
            // The thread is the world's.
        }
    }
}
