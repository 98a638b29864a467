using Akka.Actor.Setup;
using AkkaFederation.Engine.Remote;

namespace AkkaFederation.TestKit.Loopback;

/// <summary>
/// Lets a node over real connections die without a word: from then on nothing that it sends leaves and nothing that
/// reaches it is heard, while its sockets stay open, as with a machine whose power is cut.
/// </summary>
internal sealed class SilentDeath
{
    private volatile bool _dead;

    /// <summary>For the actor system that is to die.</summary>
    public Setup Setup => new TransportWrapSetup(inner => new MutedTransport(inner, () => _dead));

    public void Strike() => _dead = true;
}
