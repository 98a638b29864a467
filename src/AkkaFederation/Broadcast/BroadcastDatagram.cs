namespace AkkaFederation.Broadcast;

/// <summary>A message between two broadcasters. Who sent it is what the connection has proven.</summary>
internal sealed record BroadcastDatagram(BroadcastMessage Message);
