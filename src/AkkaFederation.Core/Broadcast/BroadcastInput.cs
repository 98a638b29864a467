using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>What a broadcast core may be told.</summary>
internal abstract record BroadcastInput;

/// <summary>The alarm went off.</summary>
internal sealed record BroadcastTick : BroadcastInput
{
    public static readonly BroadcastTick Instance = new();
}

/// <summary>Who is in the federation now, and who of them can be a neighbour.</summary>
internal sealed record MembersChanged(MemberOverlay Overlay) : BroadcastInput;

/// <summary>This node broadcasts something.</summary>
/// <param name="Token">Comes back in the effect that answers.</param>
/// <param name="Payload">The bytes.</param>
/// <param name="Mode">How it shall travel.</param>
/// <param name="Critical">Whether the automatic choice is a flood.</param>
internal sealed record PublishBroadcast(long Token, ReadOnlyMemory<byte> Payload, BroadcastMode Mode, bool Critical) : BroadcastInput;

/// <summary>A message of a peer that the connection has proven.</summary>
internal sealed record BroadcastReceived(Did From, BroadcastMessage Message) : BroadcastInput;

/// <summary>The number of this life of the node, as far as it remembers: what it says from now on is not below it.</summary>
internal sealed record LifeKnown(ulong Epoch) : BroadcastInput;
