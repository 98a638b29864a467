using Akka.Actor;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Identity;
using AkkaFederation.Membership;

namespace AkkaFederation.TestKit;

/// <summary>A complete node of a simulated federation, and what can happen to it. Its disk outlives its crashes.</summary>
public sealed class SimulatedNode
{
    private readonly SimulatedWorld _world;

    internal SimulatedNode(SimulatedWorld world, SimulatedHost host)
    {
        _world = world;
        Host = host;
    }

    /// <summary>Its name, <c>n1</c> and so on.</summary>
    public string Name => Host.Name;

    /// <summary>Its DID.</summary>
    public Did Id => Host.Id;

    /// <summary>Whether its process lives; a paused one does.</summary>
    public bool IsRunning => Host.IsRunning;

    /// <summary>The actor system of its present life; null while it is down.</summary>
    public ActorSystem? System => Host.System;

    /// <summary>Its newest view of the federation; null while it is down or has none.</summary>
    public MembershipSnapshot? Membership => System is { } system ? Federation.Get(system).Membership : null;

    internal SimulatedHost Host { get; }

    internal SimulatedProcess? Process => Host.Process;

    /// <summary>Begins a life, on the disk that the former one left.</summary>
    public void Start()
    {
        _world.Disturb();
        Host.Disk.Failing = false;
        var system = Host.Start();
        _world.Loop.Enter(Host.Process!, () => Federation.Get(system));
    }

    /// <summary>Ends its process between two instructions; what was not synced is gone.</summary>
    public void Crash()
    {
        _world.Disturb();
        Host.Crash();
    }

    /// <summary>Shuts it down in order: it takes its leave.</summary>
    public void Stop()
    {
        _world.Disturb();
        if (System is { } system) _world.Loop.Enter(Host.Process!, () => _ = system.Terminate());
    }

    /// <summary>Halts its process while time goes on, as a long collection or SIGSTOP does.</summary>
    public void Pause()
    {
        _world.Disturb();
        Process?.Pause();
    }

    /// <summary>Ends a pause.</summary>
    public void Resume()
    {
        _world.Disturb();
        Process?.Resume();
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

    /// <summary>From now to its next start, every write fails.</summary>
    public void FailDisk()
    {
        _world.Disturb();
        Host.Disk.Failing = true;
    }
}
