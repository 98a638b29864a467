using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

internal static class TestOptions
{
    /// <summary>The figures of profile <c>lan</c>.</summary>
    public static MembershipOptions Lan { get; } = new()
    {
        ProbeInterval = Ms(1_000),
        DirectProbeWait = Ms(500),
        ProbeTimeout = Ms(2_000),
        DegradedThreshold = Ms(500),
        SuspicionTimeout = Ms(4_000),
        SuspicionTimeoutMin = Ms(1_000),
        GossipInterval = Ms(200),
        SyncInterval = Ms(30_000),
        ReprobeInterval = Ms(5_000),
        Ttl = Ms(300_000),
        SeedRetryMin = Ms(100),
        SeedRetryMax = Ms(1_000),
        IndirectProbes = 3,
        FailedProbes = 3,
        RetransmitFactor = 3,
        MaxPeers = 4096,
    };

    public static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
