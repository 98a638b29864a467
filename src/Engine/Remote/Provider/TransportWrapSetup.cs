using Akka.Actor.Setup;

namespace AkkaFederation.Engine.Remote;

/// <summary>Puts a layer of its own over the transport: a test's faults over real connections.</summary>
internal sealed class TransportWrapSetup(Func<ITransport, ITransport> wrap) : Setup
{
    public ITransport Wrap(ITransport transport) => wrap(transport);
}
