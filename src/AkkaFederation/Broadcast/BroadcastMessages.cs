namespace AkkaFederation.Broadcast;

/// <summary>Asks the broadcaster of this node to publish; answered by a receipt or a <see cref="BroadcastDenied"/>.</summary>
internal sealed record PublishRequest(ReadOnlyMemory<byte> Payload, BroadcastMode Mode, bool Critical);

/// <summary>Asks the broadcaster of this node for its <see cref="BroadcastStatistics"/>.</summary>
internal sealed record GetBroadcastStatistics
{
    public static readonly GetBroadcastStatistics Instance = new();
}

/// <summary>Published on the event stream for everything of a peer's that was refused.</summary>
internal sealed record BroadcastWasRefused(BroadcastRefusal Reason, Identity.Did From, string Detail);
