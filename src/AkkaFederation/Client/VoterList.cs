using AkkaFederation.Identity;

namespace AkkaFederation;

/// <summary>Who votes in a federation, as one node's log says.</summary>
public sealed record VoterList
{
    /// <summary>Index of the log entry that brought this configuration; 0: the founders.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Whether that entry is committed; else the change is under way and may yet be undone.</summary>
    public required bool IsCommitted { get; init; }

    /// <summary>The leader that the node follows, or null.</summary>
    public required Did? Leader { get; init; }

    /// <summary>The leader's address; empty if the node does not know it.</summary>
    public required string LeaderEndpoint { get; init; }

    /// <summary>Whether the asked node leads; only then do the members have figures.</summary>
    public required bool IsFromLeader { get; init; }

    /// <summary>The feature level that the log is applied by.</summary>
    public required int FeatureLevel { get; init; }

    /// <summary>The last entry of the asked node's log.</summary>
    public required ulong LastIndex { get; init; }

    /// <summary>Voters up to which the asked node would promote learners (<c>consensus.max-voters</c>).</summary>
    public required int MaxVoters { get; init; }

    /// <summary>Voters first, then learners, each ascending by name.</summary>
    public required IReadOnlyList<VoterDetails> Members { get; init; }
}

/// <summary>One voter or learner.</summary>
public sealed record VoterDetails
{
    /// <summary>Its name.</summary>
    public required Did Id { get; init; }

    /// <summary>Whether it votes; if not, it is a learner.</summary>
    public required bool Votes { get; init; }

    /// <summary>Its address; empty if the asked node does not know it.</summary>
    public required string Endpoint { get; init; }

    /// <summary>HEALTHY, DEGRADED, UNREACHABLE or EVICTED in the asked node's membership; empty if it is not there.</summary>
    public required string Status { get; init; }

    /// <summary>From the leader: entries up to here are known to be on its disk; else 0.</summary>
    public required ulong MatchIndex { get; init; }

    /// <summary>From the leader: how long ago it last answered; null if not in this leader's term, or unknown.</summary>
    public required TimeSpan? LastHeard { get; init; }

    /// <summary>From the leader: whether it keeps pace with the log.</summary>
    public required bool IsCaughtUp { get; init; }

    /// <summary>From the leader: the newest feature level that it supports; 0 if unknown.</summary>
    public required int FeatureLevel { get; init; }
}
