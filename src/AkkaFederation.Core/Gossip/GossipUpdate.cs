using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>What an origin has said to the whole federation, its signature checked.</summary>
public sealed record GossipUpdate
{
    /// <summary>Names it for good.</summary>
    public required GossipId Id { get; init; }

    /// <summary>What it is about, such as <c>emergency</c>; see <see cref="GossipKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>How urgent it is.</summary>
    public required GossipPriority Priority { get; init; }

    /// <summary>Hops that rumours of it take at most.</summary>
    public required int HopLimit { get; init; }

    /// <summary>The origin's own clock when it published; nobody else's.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the origin had got before.</summary>
    public required VectorClock Clock { get; init; }

    /// <summary>The content.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Who said it.</summary>
    public Did Origin => Id.Origin;
}
