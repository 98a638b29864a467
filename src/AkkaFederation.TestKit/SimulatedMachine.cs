using Akka.Actor;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.TestKit;

/// <summary>
/// A machine of a simulated world with one actor system on it, and what can happen to it. Its name, address, disk and
/// clocks outlive the processes that run there one after the other.
/// </summary>
public abstract class SimulatedMachine
{
    private readonly SimulatedWorld _world;
    private readonly List<Action<ActorSystem>> _onStart = [];
    private int _stalling;

    private protected SimulatedMachine(SimulatedWorld world, SimulatedHost host)
    {
        _world = world;
        Host = host;
    }

    /// <summary>Its name, which no other machine of the world has.</summary>
    public string Name => Host.Name;

    /// <summary>The address of its actor system.</summary>
    public Address Address => Host.Address;

    /// <summary>Whether its process lives; a paused one does.</summary>
    public bool IsRunning => Host.IsRunning;

    /// <summary>The actor system of its present life; null while it is down.</summary>
    public ActorSystem? System => Host.System;

    /// <summary>How much faster than the world both of its clocks run, in parts per million; slower if negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above −1,000,000 (a clock that stands), or above 100,000,000.</exception>
    public int ClockDriftPpm
    {
        get => Host.Clock.DriftPpm;
        set
        {
            _world.Note(Name, "clock drift", value);
            Host.Clock.DriftPpm = value;
        }
    }

    /// <summary>Whether its disk answers nothing.</summary>
    public bool DiskStalled
    {
        get => Host.Disk.Stalled;
        set
        {
            _world.Disturb();
            Host.Disk.Stalled = value;
        }
    }

    internal SimulatedHost Host { get; }

    internal SimulatedProcess? Process => Host.Process;

    private protected SimulatedWorld World => _world;

    /// <summary>Begins a life, on the disk that the former one left.</summary>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public void Start()
    {
        _world.Disturb();
        Host.Disk.Failing = Host.Disk.Full = Host.Disk.ReadOnly = false;
        var system = Host.Start();
        _world.Loop.Enter(Host.Process!, () =>
        {
            Begin(system);
            foreach (var action in _onStart) action(system);
        });
    }

    /// <summary>Does something as this machine at the beginning of each life, such as to start the actors that live there.</summary>
    public void OnStart(Action<ActorSystem> action) => _onStart.Add(action);

    /// <summary>Ends its process between two instructions; what was not synced is gone.</summary>
    public void Crash()
    {
        _world.Disturb();
        Host.Crash();
    }

    /// <summary>Shuts it down in order: a node takes its leave.</summary>
    public void Stop()
    {
        _world.Disturb();
        if (System is { } system) _world.Loop.Enter(Host.Process!, () => _ = system.Terminate());
    }

    /// <summary>Halts its process while time goes on, as a long collection or SIGSTOP does.</summary>
    public void Pause()
    {
        _world.Disturb();
        if (IsRunning) Process!.Pause();
    }

    /// <summary>Ends a pause.</summary>
    public void Resume()
    {
        _world.Disturb();
        if (IsRunning) Process!.Resume();
    }

    /// <summary>
    /// From now on its CPU stalls again and again: for <paramref name="stall"/> in each <paramref name="every"/>, at the
    /// beginning of each. A stall of zero ends that.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The stall is negative, or not shorter than the period.</exception>
    public void StallCpu(TimeSpan stall, TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stall, TimeSpan.Zero);
        if (stall > TimeSpan.Zero) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stall, every);
        var stalling = ++_stalling;
        Resume();
        if (stall > TimeSpan.Zero) Next();

        void Next()
        {
            if (stalling != _stalling) return;
            Pause();
            _world.After(stall, () =>
            {
                if (stalling == _stalling) Resume();
            });
            _world.After(every, Next);
        }
    }

    /// <summary>Sets its wall clock forwards or backwards. What it measures time spans with is not moved.</summary>
    public void JumpClock(TimeSpan by)
    {
        _world.Note(Name, "clock jump", by.Ticks);
        Host.Clock.Jump(by);
    }

    /// <summary>From now to its next start, every write fails.</summary>
    public void FailDisk()
    {
        _world.Disturb();
        Host.Disk.Failing = true;
    }

    /// <summary>From now to its next start, nothing that needs room is written; what is there can be read.</summary>
    public void FillDisk()
    {
        _world.Disturb();
        Host.Disk.Full = true;
    }

    /// <summary>From now to its next start, nothing can be written; what is there can be read.</summary>
    public void MakeDiskReadOnly()
    {
        _world.Disturb();
        Host.Disk.ReadOnly = true;
    }

    /// <summary>Does something as this machine, such as to start an actor or to ask one.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public T Do<T>(Func<ActorSystem, T> work)
    {
        var system = System ?? throw new InvalidOperationException($"{Name} does not run.");
        T result = default!;
        _world.Loop.Enter(Process!, () => result = work(system));
        return result;
    }

    /// <inheritdoc cref="Do{T}"/>
    public void Do(Action<ActorSystem> work) => Do(system =>
    {
        work(system);
        return true;
    });

    /// <summary>A reference, as this machine holds it, to an actor of another one (or of its own).</summary>
    /// <param name="owner">The machine on which the actor lives.</param>
    /// <param name="path">Its path there, such as <c>/user/counter</c>.</param>
    public IActorRef RefTo(SimulatedMachine owner, string path) =>
        Do(system => ((ExtendedActorSystem)system).Provider.ResolveActorRef(owner.Address + path));

    /// <summary>An actor on this machine that keeps what it gets, for as long as this life lasts.</summary>
    public SimulatedProbe AddProbe(string name) => new(_world, this, name);

    private protected virtual void Begin(ActorSystem system)
    {
        // Nothing of its own runs on a bare system.
    }
}
