using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using AkkaFederation.Engine;
using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Identity;

namespace AkkaFederation.TestKit;

/// <summary>
/// A machine of the simulation: a name, an address, an identity, a disk and clocks that outlive the processes which run
/// there one after the other. What an actor system takes from the world around it, it takes from here.
/// </summary>
internal abstract class SimulatedHost
{
    protected const int Port = 7400;
    private int _lives;

    protected SimulatedHost(SimulatedWorld world, string name)
    {
        World = world;
        Name = name;
        Id = world.Identities.Create(name);
        Clock = new SimulatedClock(world.Loop);
        Disk = new SimulatedDisk(SimulatedProcess.RandomOf(world.Seed, name + "/disk"))
        {
            LandsAtCrash = world.Options.LandsAtCrash,
            TearsAtCrash = world.Options.TearsAtCrash,
        };
    }

    public string Name { get; }

    public Did Id { get; }

    public SimulatedClock Clock { get; }

    public SimulatedDisk Disk { get; }

    public SimulatedProcess? Process { get; private set; }

    public ActorSystem? System { get; private set; }

    public bool IsRunning => System is not null;

    public abstract Address Address { get; }

    protected SimulatedWorld World { get; }

    /// <summary>The configuration of its actor system.</summary>
    protected abstract Config Config { get; }

    public static string SeedOf(string name) => $"{HostOf(name)}:{Port}";

    /// <summary>Begins its next life.</summary>
    public ActorSystem Start()
    {
        if (IsRunning) throw new InvalidOperationException($"{Name} runs already.");

        // A life that has just come to its end in order has nothing to say any more to the disk of the next.
        Process?.Crash();
        var process = new SimulatedProcess(World.Loop, Name, ++_lives, Clock);
        World.Note(Name, "start", process.Life);
        World.Loop.Enter(process, () => System = ActorSystem.Create(Address.System, Setup(process)));
        Process = process;
        System!.RegisterOnTermination(() => Ended(process));
        return System;
    }

    public void Crash()
    {
        if (!IsRunning) return;
        System = null;
        Process!.Crash();
    }

    protected static string HostOf(string name) => name + ".sim";

    protected virtual ActorSystemSetup Setup(SimulatedProcess process) => ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(Config),
        new EngineEnvironmentSetup(process),
        new TransportSetup(_ => World.Network.Transport(process, Address, Id.Value)),
        new EventStoreSetup(place => OpenStore(process, place)));

    /// <summary>What keeps the events of its actors; a connection string or a folder names the place.</summary>
    protected virtual IEventStore OpenStore(SimulatedProcess process, string place) => new SimulatedEventStore(process, Disk);

    private void Ended(SimulatedProcess process)
    {
        if (!ReferenceEquals(process, Process)) return;
        System = null;

        // What its last connections still carry is on its way; then nothing of it is left.
        World.Loop.After(TimeSpan.FromMilliseconds(1), process.Crash);
    }
}
