using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>
/// A broadcast that has reached this node, its signature verified; on the event stream once in each life of a node, on the
/// origin's own too.
/// </summary>
/// <param name="Id">Its name; <see cref="BroadcastId.Origin"/> signed it.</param>
/// <param name="Mode">How it travels.</param>
/// <param name="Payload">The bytes; not to be changed, since they are passed on.</param>
/// <param name="From">The neighbour that it came from; this node itself at the origin.</param>
/// <param name="Hops">Links that it has come; 0 at the origin.</param>
public sealed record BroadcastDelivery(BroadcastId Id, BroadcastMode Mode, ReadOnlyMemory<byte> Payload, Did From, int Hops);
