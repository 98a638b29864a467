using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>What the origin of a broadcast signs; the payload is bound by length and hash.</summary>
/// <param name="ClusterId">The federation that it belongs to.</param>
/// <param name="Id">Its name.</param>
/// <param name="Floor">The oldest sequence of this epoch that the origin still passes on: what lies below is history.</param>
/// <param name="Mode">How it travels; never <see cref="BroadcastMode.Automatic"/>.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="PayloadHash">SHA-256 of the payload.</param>
internal sealed record BroadcastHeader(
    string ClusterId, BroadcastId Id, ulong Floor, BroadcastMode Mode, uint Length, ReadOnlyMemory<byte> PayloadHash);
