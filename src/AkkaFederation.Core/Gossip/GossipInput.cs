using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>What a gossip core may be told.</summary>
internal abstract record GossipInput;

/// <summary>The alarm went off (earlier or later than asked does no harm).</summary>
internal sealed record GossipTick : GossipInput
{
    public static readonly GossipTick Instance = new();
}

/// <summary>A message whose sender the connection has proven.</summary>
internal sealed record GossipHeard(Did From, GossipMessage Message) : GossipInput;

/// <summary>This node says something to all; the effect <see cref="GossipPublished"/> names it.</summary>
internal sealed record GossipPublish(string Kind, ReadOnlyMemory<byte> Payload, GossipPriority Priority, int HopLimit) : GossipInput;

/// <summary>Who takes part has changed.</summary>
internal sealed record GossipMembersChanged(GossipMembers Members) : GossipInput;

/// <summary>Compare with one peer, or with as many as a round does. The effect <see cref="RunRound"/> carries the round.</summary>
internal sealed record GossipSyncNow(Did? Peer) : GossipInput;

/// <summary>A round's time is over; whoever has not answered has failed it.</summary>
internal sealed record GossipRoundOver(ulong Round) : GossipInput;

/// <summary>Other limits and times from now on.</summary>
internal sealed record GossipReconfigure(GossipOptions Options) : GossipInput;

/// <summary>This node leaves: it says farewell and takes part no more.</summary>
internal sealed record GossipLeave : GossipInput
{
    public static readonly GossipLeave Instance = new();
}
