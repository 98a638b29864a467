using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>A message to a peer.</summary>
internal sealed class GatewayCall(Did peer, ReadOnlyMemory<byte> payload, TimeSpan timeout) : PendingCall<ReadOnlyMemory<byte>>(peer)
{
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public TimeSpan Timeout { get; } = timeout;
}
