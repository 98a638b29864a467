using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>Why a node thinks of a peer as it does.</summary>
public sealed record PeerWhy
{
    /// <summary>What it thinks.</summary>
    public required PeerDetails Peer { get; init; }

    /// <summary>What counts at present, in words with numbers.</summary>
    public required string Reason { get; init; }

    /// <summary>Who suspects the peer's present incarnation, each by a signature of its own.</summary>
    public required IReadOnlyList<Did> Observers { get; init; }

    /// <summary>How many observers make a suspicion believed; 0: only the node's own probes decide.</summary>
    public required int RequiredObservers { get; init; }

    /// <summary>What the node saw, was told and concluded, oldest first.</summary>
    public required IReadOnlyList<PeerObservation> Chain { get; init; }

    /// <summary>Older observations that made room.</summary>
    public required long Forgotten { get; init; }
}

/// <summary>One peer as another node sees it, with its figures.</summary>
public sealed record PeerDetails
{
    /// <summary>The peer.</summary>
    public required Did Id { get; init; }

    /// <summary>Its name for people; empty if it gave none.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public required string Endpoint { get; init; }

    /// <summary>HEALTHY, DEGRADED, UNREACHABLE or EVICTED.</summary>
    public required string Status { get; init; }

    /// <summary>Its newest own claim that the node knows.</summary>
    public required ulong Incarnation { get; init; }

    /// <summary>Smoothed round-trip time in milliseconds; null while not measured.</summary>
    public required double? RttMs { get; init; }

    /// <summary>In [0, 1]: what its answers were worth so far.</summary>
    public required double Reliability { get; init; }

    /// <summary>Probes by the node failed in a row.</summary>
    public required int Failures { get; init; }

    /// <summary>Time since the last sign of life.</summary>
    public required TimeSpan LastSeen { get; init; }
}

/// <summary>One link of a chain of observations.</summary>
/// <param name="Ago">How long ago.</param>
/// <param name="Kind">What it was, such as ProbeFailed or SuspicionHeard.</param>
/// <param name="By">Who says so, by a signature; null for the node itself.</param>
/// <param name="Via">Who passed it on; null if nobody did.</param>
/// <param name="Incarnation">The peer's incarnation that it is about.</param>
/// <param name="Text">In words, with numbers.</param>
public sealed record PeerObservation(TimeSpan Ago, string Kind, Did? By, Did? Via, ulong Incarnation, string Text);

/// <summary>The membership view of one node.</summary>
public sealed record PeerList
{
    /// <summary>The node that was asked.</summary>
    public required Did Node { get; init; }

    /// <summary>Its address.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Its own incarnation.</summary>
    public required ulong Incarnation { get; init; }

    /// <summary>Its own health as it judges it: 0 is well, more stretches its probe times.</summary>
    public required int LocalHealth { get; init; }

    /// <summary>Every other peer that it knows, in the order of their DIDs.</summary>
    public required IReadOnlyList<PeerDetails> Peers { get; init; }
}
