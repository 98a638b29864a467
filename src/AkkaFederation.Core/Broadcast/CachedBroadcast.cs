namespace AkkaFederation.Broadcast;

/// <summary>A payload that this node still passes on, and how many links do not confirm it yet.</summary>
internal sealed class CachedBroadcast(SignedBroadcast broadcast, int round, bool isOwn, TimeSpan until)
{
    public SignedBroadcast Broadcast { get; } = broadcast;

    public BroadcastId Id => Broadcast.Id;

    /// <summary>Links that it came over; 0 at its origin.</summary>
    public int Round { get; } = round;

    public bool IsOwn { get; } = isOwn;

    public TimeSpan Until { get; } = until;

    public int Unconfirmed { get; set; }

    /// <summary>Whether every neighbour has had it at some time.</summary>
    public bool WasSettled { get; set; }
}
