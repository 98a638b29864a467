namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.membership</c>, times of the profile resolved.</summary>
public sealed record MembershipSettings
{
    /// <summary>Whose times are used where none are given.</summary>
    public required NetworkProfile Profile { get; init; }

    /// <summary>Time between two probes of this node.</summary>
    public required TimeSpan ProbeInterval { get; init; }

    /// <summary>How long a probe may take; at least four times <see cref="DegradedThreshold"/>.</summary>
    public required TimeSpan ProbeTimeout { get; init; }

    /// <summary>Wait for the direct answer before others are asked to probe.</summary>
    public required TimeSpan DirectProbeWait { get; init; }

    /// <summary>Peers asked to probe where the direct probe stays unanswered.</summary>
    public required int IndirectProbes { get; init; }

    /// <summary>Smoothed round-trip time above which a peer is DEGRADED.</summary>
    public required TimeSpan DegradedThreshold { get; init; }

    /// <summary>Failed probes in a row that make a peer UNREACHABLE once confirmed.</summary>
    public required int FailedProbes { get; init; }

    /// <summary>How long a suspicion by one observer stands for refutation, in probe intervals.</summary>
    public required int SuspicionIntervals { get; init; }

    /// <summary>How long it stands at least, however many independent observers confirm it, in probe intervals.</summary>
    public required int SuspicionIntervalsMin { get; init; }

    /// <summary>By how many times more than usual this node stretches its probe times at most while it seems unwell itself.</summary>
    public required int LocalHealthMax { get; init; }

    /// <summary>Peers remembered over a restart at most; 0 remembers none.</summary>
    public required int RememberPeers { get; init; }

    /// <summary>Pace of pushes while there is news; without news nothing is sent.</summary>
    public required TimeSpan GossipInterval { get; init; }

    /// <summary>Time between two comparisons of tables with a peer (anti-entropy).</summary>
    public required TimeSpan SyncInterval { get; init; }

    /// <summary>Time between two probes of UNREACHABLE peers, one at a time.</summary>
    public required TimeSpan ReprobeInterval { get; init; }

    /// <summary>Silence after which a peer that is not HEALTHY is EVICTED, measured from when it was last seen.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>λ of the retransmit limit λ·log(N+1) of disseminated assertions.</summary>
    public required int RetransmitFactor { get; init; }

    /// <summary>First and longest wait between attempts to reach a seed node.</summary>
    public required TimeSpan SeedRetryMin { get; init; }

    /// <summary>Longest wait between attempts to reach a seed node.</summary>
    public required TimeSpan SeedRetryMax { get; init; }

    /// <summary>Peers known at most; more are refused.</summary>
    public required int MaxPeers { get; init; }
}
