#if !ENGINE_AKKANET
using Akka.Actor;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Identity;

namespace AkkaFederation.Adapters;

/// <summary>The standalone engine keeps, with each sender, whom its connection authenticated.</summary>
internal sealed class TlsConnectionIdentity : IConnectionIdentity
{
    public static readonly TlsConnectionIdentity Instance = new();

    // The identity is the text of a DID that FederationConnectionPolicy derived from the connection's key.
    public bool TryGetPeer(IActorRef sender, out Did peer) => Did.TryFromOwnText(RemoteIdentity.Of(sender), out peer);
}
#endif
