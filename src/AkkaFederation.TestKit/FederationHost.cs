using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using AkkaFederation.Adapters;
using AkkaFederation.Engine.Persistence;
using AkkaFederation.Engine.Simulation;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.KeyValue;
using AkkaFederation.Settings;

namespace AkkaFederation.TestKit;

/// <summary>A machine with a node or a client of the federation on it. All in its actor system is the product's own.</summary>
internal sealed class FederationHost : SimulatedHost
{
    private readonly FederationConfiguration _configuration;
    private readonly Lazy<Config> _config;

    public FederationHost(SimulatedWorld world, string name, string settings, bool withDatabase)
        : base(world, name)
    {
        _configuration = FederationConfiguration.Parse($$"""
            federation {
              cluster-id = {{SimulatedWorld.ClusterId}}
              node { name = {{name}}, host = {{HostOf(name)}}, port = {{Port}} }
              data-dir = "/simulated/{{name}}"
              state-machine = {{(world.Options.KeyValue ? "kv" : "none")}}
              {{settings}}
            }
            akka { loglevel = OFF, stdout-loglevel = OFF, coordinated-shutdown.run-by-clr-shutdown-hook = off }
            """, name);
        _config = new Lazy<Config>(() => ConfigurationFactory.ParseString(EngineConfiguration.Build(_configuration, withDatabase)));
        var node = _configuration.Settings.Node;
        Address = new Address("akka.ssl.tcp", node.System, node.Host, node.Port);
    }

    public override Address Address { get; }

    /// <summary>The key-value store of the present life, if the world has one.</summary>
    public KeyValueStateMachine? Store { get; private set; }

    protected override Config Config => _config.Value;

    protected override ActorSystemSetup Setup(SimulatedProcess process) =>
        base.Setup(process).WithSetup(new RuntimeSetup(system => Runtime(system, process)));

    protected override IEventStore OpenStore(SimulatedProcess process, string place) => _configuration.Settings.Journal == JournalKind.Wal
        ? SimulatedWalStore.Open(process, Disk, place)
        : base.OpenStore(process, place);

    private KeyValueStateMachine MakeStore(ActorSystem system) => Store = (KeyValueStateMachine)KeyValueStateMachine.Create(system);

    private FederationRuntime Runtime(ExtendedActorSystem system, SimulatedProcess process) => new()
    {
        Settings = _configuration.Settings,
        Signer = World.Identities.Signer(Id),
        Signatures = World.Identities.Scheme,
        PublicKeyPem = PublicKeys.ToPem(Id),
        Endpoint = system.Provider.DefaultAddress.ToString(),
        Connections = EngineAdapter.ConnectionIdentity,
        StateMachine = World.Options.StateMachine ?? (World.Options.KeyValue ? MakeStore : null),
        Rules = PlantedRules.Of(World.Options.Plant),
        Randomness = new RandomSource((ulong)process.CreateRandom().NextInt64()),
    };
}
