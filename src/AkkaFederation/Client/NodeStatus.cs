using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>A node as it describes itself.</summary>
public sealed record NodeStatus
{
    /// <summary>Its name.</summary>
    public required Did Id { get; init; }

    /// <summary>FOLLOWER, PRE-CANDIDATE, CANDIDATE, LEADER, LEARNER (gets the log and does not vote), FOUNDING, or OBSERVER for a node outside of consensus.</summary>
    public required string Role { get; init; }

    /// <summary>Its term.</summary>
    public required ulong Term { get; init; }

    /// <summary>The leader that it follows, or null.</summary>
    public required Did? Leader { get; init; }

    /// <summary>Up to here its log is known to be committed.</summary>
    public required ulong CommitIndex { get; init; }

    /// <summary>The last entry of its log.</summary>
    public required ulong LastIndex { get; init; }

    /// <summary>The peers that it knows, by name.</summary>
    public required IReadOnlyList<PeerView> Peers { get; init; }

    /// <summary>Since when it runs.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Counters by name.</summary>
    public required IReadOnlyDictionary<string, long> Counters { get; init; }
}

/// <summary>One peer as another node sees it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Endpoint">Its address.</param>
/// <param name="Status">HEALTHY, DEGRADED, UNREACHABLE or EVICTED.</param>
/// <param name="RttMs">Smoothed round-trip time in milliseconds; null while not measured.</param>
public sealed record PeerView(Did Id, string Endpoint, string Status, double? RttMs);
