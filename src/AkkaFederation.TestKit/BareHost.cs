using Akka.Actor;
using Akka.Configuration;

namespace AkkaFederation.TestKit;

/// <summary>A machine with an actor system of the user's own on it.</summary>
internal sealed class BareHost : SimulatedHost
{
    private const string SystemName = "simulated";

    // What a user's configuration may not change stands in the transport and the store, not here.
    private static readonly Config Defaults = ConfigurationFactory.ParseString("""
        akka { loglevel = OFF, stdout-loglevel = OFF, coordinated-shutdown.run-by-clr-shutdown-hook = off }
        akka.actor.provider = remote
        akka.persistence.journal { plugin = "akka.persistence.journal.sql", sql.connection-string = "simulated" }
        akka.persistence.snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql.connection-string = "simulated" }
        """);

    public BareHost(SimulatedWorld world, string name, string config)
        : base(world, name)
    {
        Config = ConfigurationFactory.ParseString(config).WithFallback(Defaults);
        Address = new Address("akka.ssl.tcp", SystemName, HostOf(name), Port);
    }

    public override Address Address { get; }

    protected override Config Config { get; }
}
