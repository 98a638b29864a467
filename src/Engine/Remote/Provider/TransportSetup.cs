using Akka.Actor;
using Akka.Actor.Setup;

namespace AkkaFederation.Engine.Remote;

/// <summary>Puts another transport under remoting: the simulation's.</summary>
internal sealed class TransportSetup(Func<ExtendedActorSystem, ITransport> create) : Setup
{
    public ITransport Create(ExtendedActorSystem system) => create(system);
}
