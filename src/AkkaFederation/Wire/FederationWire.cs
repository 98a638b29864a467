using Akka.Actor;

namespace AkkaFederation.Wire;

/// <summary>The one registry of an actor system, with its counters of what was refused.</summary>
internal sealed class FederationWire : IExtension
{
    public FederationWire(WireRegistry registry) => Registry = registry;

    public WireRegistry Registry { get; }

    public static FederationWire Get(ActorSystem system) => system.WithExtension<FederationWire, Provider>();

    /// <summary>Makes the extension from <c>federation.cluster-id</c> of the system's configuration.</summary>
    public sealed class Provider : ExtensionIdProvider<FederationWire>
    {
        public override FederationWire CreateExtension(ExtendedActorSystem system)
        {
            var clusterId = system.Settings.Config.GetString("federation.cluster-id");
            return string.IsNullOrEmpty(clusterId)
                ? throw new FederationStartException($"Actor system '{system.Name}' has no federation.cluster-id; make it with FederationSystem.Create.")
                : new FederationWire(new WireRegistry(clusterId, WireModules.All));
        }
    }
}
