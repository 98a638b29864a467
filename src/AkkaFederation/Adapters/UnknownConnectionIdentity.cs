#if ENGINE_AKKANET
using Akka.Actor;
using AkkaFederation.Identity;

namespace AkkaFederation.Adapters;

/// <summary>Akka.Remote proves nothing about the sender of a message, so no sender is anybody.</summary>
internal sealed class UnknownConnectionIdentity : IConnectionIdentity
{
    public static readonly UnknownConnectionIdentity Instance = new();

    public bool TryGetPeer(IActorRef sender, out Did peer)
    {
        peer = default;
        return false;
    }
}
#endif
