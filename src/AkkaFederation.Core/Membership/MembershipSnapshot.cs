using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// What a node knows of its federation at one moment: immutable, so that it may cross actor boundaries. A higher
/// <see cref="Version"/> of the same node is newer.
/// </summary>
/// <param name="Version">Rises with every snapshot of this node's life.</param>
/// <param name="At">When it was taken, on this node's monotonic clock.</param>
/// <param name="Self">The node itself.</param>
/// <param name="Peers">Every other peer known, evicted ones included, in the order of their DIDs.</param>
public sealed record MembershipSnapshot(ulong Version, TimeSpan At, MemberView Self, ImmutableArray<MemberView> Peers)
{
    /// <summary>The view of one peer (or of the node itself); null where it is not known.</summary>
    public MemberView? Find(Did peer)
    {
        if (peer == Self.Id) return Self;
        for (var (low, high) = (0, Peers.Length - 1); low <= high;)
        {
            var middle = (low + high) / 2;
            var order = Peers[middle].Id.CompareTo(peer);
            if (order == 0) return Peers[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }
}
