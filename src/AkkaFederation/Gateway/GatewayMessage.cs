using AkkaFederation.Identity;

namespace AkkaFederation.Gateway;

/// <summary>A message of another node's application, as the handler gets it.</summary>
/// <param name="From">Who sent it: what its connection has proven, never what it claims.</param>
/// <param name="Payload">Its bytes; they stay valid after the handler has returned.</param>
public sealed record GatewayMessage(Did From, ReadOnlyMemory<byte> Payload);
