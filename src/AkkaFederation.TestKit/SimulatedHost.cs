using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using AkkaFederation.Adapters;
using AkkaFederation.Engine;
using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.TestKit;

/// <summary>
/// A machine of the simulation: a name, an address, an identity and a disk that outlive the processes which run there one
/// after the other. Everything in an actor system on it is the product's own, down to transport, store, clock and keys.
/// </summary>
internal sealed class SimulatedHost
{
    private const int Port = 7400;
    private readonly SimulatedWorld _world;
    private readonly FederationConfiguration _configuration;
    private readonly Lazy<Config> _config;
    private int _lives;

    public SimulatedHost(SimulatedWorld world, string name, string settings, bool withDatabase)
    {
        _world = world;
        _config = new Lazy<Config>(() => ConfigurationFactory.ParseString(EngineConfiguration.Build(_configuration!, withDatabase)));
        Name = name;
        Id = world.Identities.Create(name);
        Disk = new SimulatedDisk(SimulatedProcess.RandomOf(world.Seed, name + "/disk"));
        _configuration = FederationConfiguration.Parse($$"""
            federation {
              cluster-id = {{SimulatedWorld.ClusterId}}
              node { name = {{name}}, host = {{HostOf(name)}}, port = {{Port}} }
              data-dir = "/simulated/{{name}}"
              {{settings}}
            }
            akka { loglevel = OFF, stdout-loglevel = OFF, coordinated-shutdown.run-by-clr-shutdown-hook = off }
            """, name);
    }

    public string Name { get; }

    public Did Id { get; }

    public SimulatedDisk Disk { get; }

    public SimulatedProcess? Process { get; private set; }

    public ActorSystem? System { get; private set; }

    public bool IsRunning => System is not null;

    public static string SeedOf(string name) => $"{HostOf(name)}:{Port}";

    /// <summary>Begins its next life.</summary>
    public ActorSystem Start()
    {
        if (IsRunning) throw new InvalidOperationException($"{Name} runs already.");
        var process = new SimulatedProcess(_world.Loop, Name, ++_lives);
        _world.Loop.Trace.Note(_world.Loop.Now, Name, "start", process.Life);
        _world.Loop.Enter(process, () => System = ActorSystem.Create(_configuration.Settings.Node.System, Setup(process)));
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

    private static string HostOf(string name) => name + ".sim";

    private void Ended(SimulatedProcess process)
    {
        if (!ReferenceEquals(process, Process)) return;
        System = null;

        // What its last connections still carry is on its way; then nothing of it is left.
        _world.Loop.After(TimeSpan.FromMilliseconds(1), process.Crash);
    }

    private ActorSystemSetup Setup(SimulatedProcess process)
    {
        var node = _configuration.Settings.Node;
        var address = new Address("akka.ssl.tcp", node.System, node.Host, node.Port);
        return ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(_config.Value),
            new EngineEnvironmentSetup(process),
            new TransportSetup(_ => _world.Network.Transport(process, address, Id.Value)),
            new EventStoreSetup(_ => new SimulatedEventStore(process, Disk)),
            new RuntimeSetup(system => Runtime(system, process)));
    }

    private FederationRuntime Runtime(ExtendedActorSystem system, SimulatedProcess process) => new()
    {
        Settings = _configuration.Settings,
        Signer = _world.Identities.Signer(Id),
        Signatures = _world.Identities.Signatures,
        PublicKeyPem = PublicKeys.ToPem(Id),
        Endpoint = system.Provider.DefaultAddress.ToString(),
        Connections = EngineAdapter.ConnectionIdentity,
        Randomness = new RandomSource((ulong)process.CreateRandom().NextInt64()),
    };
}
