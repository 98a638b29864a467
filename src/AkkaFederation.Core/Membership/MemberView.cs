using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>One peer as a node sees it at one moment.</summary>
/// <param name="Id">The peer.</param>
/// <param name="Endpoint">Full address of its actor system.</param>
/// <param name="Status">What this node thinks of it.</param>
/// <param name="Rtt">Smoothed round trip of probes; null before the first answer.</param>
/// <param name="Incarnation">The peer's newest own claim that this node knows.</param>
/// <param name="LastSeen">Last sign of life, on this node's monotonic clock (compare with <see cref="MembershipSnapshot.At"/>).</param>
public sealed record MemberView(Did Id, string Endpoint, PeerStatus Status, TimeSpan? Rtt, ulong Incarnation, TimeSpan LastSeen)
{
    /// <summary>The peer's newest signed record: what it can do, its labels. Its incarnation may be lower than what it has claimed since.</summary>
    public required PeerRecord Record { get; init; }

    /// <summary>In [0, 1], 0.5 at first: what its answers were worth so far. Steers who is asked to help, never who is probed.</summary>
    public double Reliability { get; init; } = 1;

    /// <summary>Own probes failed in a row, the indirect ones included.</summary>
    public int Failures { get; init; }

    /// <summary>What it says that it can carry.</summary>
    public PeerCapacity Capacity { get; init; } = PeerCapacity.Usual;
}
