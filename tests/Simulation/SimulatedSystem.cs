using Akka.Actor;
using Akka.Actor.Setup;
using AkkaFederation.Engine;
using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.Simulation.Tests;

/// <summary>Actor systems of no product on simulated processes, network and disks.</summary>
internal sealed class SimulatedSystem
{
    private const string Quiet = """
        akka { loglevel = OFF, stdout-loglevel = OFF, coordinated-shutdown.run-by-clr-shutdown-hook = off }
        akka.persistence.journal { plugin = "akka.persistence.journal.sql", sql.connection-string = "simulated" }

        """;

    public SimulatedSystem(SimulationLoop loop, string name, int life = 1, SimulatedNetwork? network = null, SimulatedDisk? disk = null, SimulatedClock? clock = null)
    {
        Process = new SimulatedProcess(loop, name, life, clock);
        var config = network is null ? Quiet : Quiet + "akka.actor.provider = remote";
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new EngineEnvironmentSetup(Process));
        if (network is not null) setup = setup.WithSetup(new TransportSetup(_ => network.Transport(Process, AddressOf(name), name)));
        if (disk is not null) setup = setup.WithSetup(new EventStoreSetup(_ => new SimulatedEventStore(Process, disk)));
        ActorSystem? system = null;
        loop.Enter(Process, () => system = ActorSystem.Create("simulated", setup));
        System = system!;
    }

    public SimulatedProcess Process { get; }

    public ActorSystem System { get; }

    public static Address AddressOf(string name) => new("akka.ssl.tcp", "simulated", name, 1);

    /// <summary>Does something as this process.</summary>
    public T Do<T>(Func<ActorSystem, T> work)
    {
        T result = default!;
        Process.Loop.Enter(Process, () => result = work(System));
        return result;
    }

    public IActorRef Resolve(string name, string path) => Do(s => ((ExtendedActorSystem)s).Provider.ResolveActorRef(AddressOf(name) + path));
}
