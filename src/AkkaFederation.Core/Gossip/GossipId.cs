using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <summary>
/// Names an update for good: nobody is handed the same one twice. Heartbeats, which are not kept, have sequences from
/// 2^63 on; all others count from 1 in each epoch.
/// </summary>
/// <param name="Origin">Who said it and signed it.</param>
/// <param name="Epoch">The origin's present life: its start in ms since 1970, or more if it knows of a later one.</param>
/// <param name="Sequence">Its place in that life.</param>
public readonly record struct GossipId(Did Origin, ulong Epoch, ulong Sequence) : IComparable<GossipId>
{
    internal const ulong FirstHeartbeat = 1UL << 63;

    internal bool IsHeartbeat => Sequence >= FirstHeartbeat;

    /// <inheritdoc/>
    public int CompareTo(GossipId other)
    {
        var order = Origin.CompareTo(other.Origin);
        if (order == 0) order = Epoch.CompareTo(other.Epoch);
        return order == 0 ? Sequence.CompareTo(other.Sequence) : order;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Origin}/{Epoch}/{Sequence}";
}
