namespace AkkaFederation.Membership;

/// <summary>
/// Every time and limit of membership. What the network decides is required: the profiles that set these times together
/// stand in <c>reference.conf</c>. The rest are limits that protect the node.
/// </summary>
internal sealed record MembershipOptions
{
    /// <summary>One peer is probed each interval (SWIM's protocol period).</summary>
    public required TimeSpan ProbeInterval { get; init; }

    /// <summary>Without an answer by then others are asked to probe.</summary>
    public required TimeSpan DirectProbeWait { get; init; }

    /// <summary>An answer until then is a (slow) success; after it the probe has failed.</summary>
    public required TimeSpan ProbeTimeout { get; init; }

    /// <summary>A smoothed round trip above this makes a peer DEGRADED.</summary>
    public required TimeSpan DegradedThreshold { get; init; }

    /// <summary>How long a suspicion stands for its refutation while one observer stands alone; see <see cref="SuspicionTimeouts"/>.</summary>
    public required TimeSpan SuspicionTimeout { get; init; }

    /// <summary>How long it stands at least, however many observers there are.</summary>
    public required TimeSpan SuspicionTimeoutMin { get; init; }

    /// <summary>Pace of pushes while there is news; without news nothing is sent.</summary>
    public required TimeSpan GossipInterval { get; init; }

    /// <summary>Anti-entropy: tables are compared with one peer.</summary>
    public required TimeSpan SyncInterval { get; init; }

    /// <summary>One UNREACHABLE peer is probed each interval.</summary>
    public required TimeSpan ReprobeInterval { get; init; }

    /// <summary>Time without a sign of life after which a peer that is not HEALTHY is evicted.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>First pause between contacts of a seed.</summary>
    public required TimeSpan SeedRetryMin { get; init; }

    /// <summary>Longest pause between contacts of a seed while no peer is known.</summary>
    public required TimeSpan SeedRetryMax { get; init; }

    public required int IndirectProbes { get; init; }

    /// <summary>Own probes failed in a row that make a peer UNREACHABLE.</summary>
    public required int FailedProbes { get; init; }

    /// <summary>λ: every item of news is sent ⌈λ·ln(N+1)⌉ times by each node (SWIM section 4.1).</summary>
    public required int RetransmitFactor { get; init; }

    public required int MaxPeers { get; init; }

    /// <summary>Pause between contacts of a seed that is not met while other peers are, in units of <see cref="SeedRetryMax"/>.</summary>
    public int SeedIdleFactor { get; init; } = 10;

    public int GossipFanout { get; init; } = 3;

    /// <summary>Fresh news goes out at once, but no oftener than this many times in a gossip interval.</summary>
    public int PushesPerInterval { get; init; } = 20;

    /// <summary>Highest score of <see cref="LocalHealth"/> (Lifeguard's S): probe times grow ninefold at most.</summary>
    public int MaxLocalHealthScore { get; init; } = 8;

    public int MaxGossipItems { get; init; } = 16;

    /// <summary>Peers in one message of a comparison of tables; a larger table goes in parts.</summary>
    public int DigestsPerMessage { get; init; } = 256;

    /// <summary>How long the last claims of an evicted peer are remembered, so that old news cannot bring it back.</summary>
    public TimeSpan EvictedRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Farthest that one accepted claim may carry a peer's incarnation. A peer counts up by one at a time; more than
    /// this is a fault, and accepting it would leave the peer no higher number to refute with.
    /// </summary>
    public ulong MaxIncarnationJump { get; init; } = 1UL << 20;

    /// <summary>Weight of the old value in the smoothed round trip.</summary>
    public double RttMemory { get; init; } = 0.8;

    /// <summary>A slow peer has recovered below this part of the threshold.</summary>
    public double DegradedRecovery { get; init; } = 0.8;

    /// <summary>Highest incarnation accepted at all, first contact included: there is always a higher one left.</summary>
    public const ulong MaxIncarnation = 1UL << 48;

    /// <summary>What is wrong with the figures taken together; empty if nothing is.</summary>
    public string Validate()
    {
        ReadOnlySpan<TimeSpan> times =
            [ProbeInterval, DirectProbeWait, DegradedThreshold, SuspicionTimeoutMin, GossipInterval, SyncInterval, ReprobeInterval, SeedRetryMin];
        foreach (var time in times)
        {
            if (time <= TimeSpan.Zero) return "every interval and time-out must be positive";
        }

        if (SuspicionTimeout < SuspicionTimeoutMin) return "suspicion-intervals must not be below suspicion-intervals-min";
        if (SeedRetryMax < SeedRetryMin) return "seed-retry-max must not be below seed-retry-min";
        if (DirectProbeWait >= ProbeTimeout) return "direct-probe-wait must be below probe-timeout";

        // A time-out near the threshold would make a slow peer look dead.
        if (ProbeTimeout < DegradedThreshold * 4) return "probe-timeout must be at least 4 × degraded-threshold";
        if (Ttl <= ProbeTimeout) return "ttl must be above probe-timeout";
        if (IndirectProbes < 0 || FailedProbes < 1 || GossipFanout < 1 || RetransmitFactor < 1)
            return "indirect-probes must not be negative; failed-probes, fanout and retransmit-factor must be at least 1";
        return MaxPeers < 2 ? "max-peers must be at least 2" : "";
    }
}
