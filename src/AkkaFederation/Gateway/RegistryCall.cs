using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>A peer to be registered, by its record, or removed. The answer says whether that changed anything.</summary>
internal sealed class RegistryCall(Did peer, PeerRecord? record) : PendingCall<bool>(peer)
{
    public PeerRecord? Record { get; } = record;
}
