using Akka.Actor;
using Akka.Actor.Setup;

namespace AkkaFederation.Hosting;

/// <summary>Gives an actor system its runtime ready made, instead of one over files and keys: the simulation's.</summary>
internal sealed class RuntimeSetup(Func<ExtendedActorSystem, FederationRuntime> create) : Setup
{
    public FederationRuntime Create(ExtendedActorSystem system) => create(system);
}
