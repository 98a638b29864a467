using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>What a broadcast core wants done, in the order of the list.</summary>
internal abstract record BroadcastEffect;

/// <summary>Send this to a peer.</summary>
internal sealed record SendBroadcastMessage(Did To, BroadcastMessage Message) : BroadcastEffect;

/// <summary>Hand it to this node's subscribers: the one time that this node does so.</summary>
internal sealed record DeliverBroadcast(SignedBroadcast Broadcast, Did From, int Round) : BroadcastEffect;

/// <summary>Every neighbour is known to have it: whatever is kept for its fan-out may go.</summary>
internal sealed record BroadcastSettled(BroadcastId Id) : BroadcastEffect;

/// <summary>What a <see cref="PublishBroadcast"/> asked for is under way.</summary>
internal sealed record BroadcastAccepted(long Token, BroadcastId Id, BroadcastMode Mode, int Peers) : BroadcastEffect;

/// <summary>It is not, and why.</summary>
internal sealed record BroadcastDenied(long Token, BroadcastRefusal Reason, string Detail) : BroadcastEffect;

/// <summary>Give a <see cref="BroadcastTick"/> at that time; takes the place of the alarm set before.</summary>
internal sealed record SetBroadcastAlarm(TimeSpan At) : BroadcastEffect;

/// <summary>Something of a peer was refused and counted.</summary>
internal sealed record BroadcastRefused(BroadcastRefusal Reason, Did From, string Detail) : BroadcastEffect;
