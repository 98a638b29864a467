using AkkaFederation.Settings;

namespace AkkaFederation.Membership;

/// <summary>The core's options out of the checked settings.</summary>
internal static class MembershipOptionsReader
{
    public static MembershipOptions ToOptions(this MembershipSettings settings) => new()
    {
        ProbeInterval = settings.ProbeInterval,
        DirectProbeWait = settings.DirectProbeWait,
        ProbeTimeout = settings.ProbeTimeout,
        DegradedThreshold = settings.DegradedThreshold,
        SuspicionTimeout = settings.SuspicionIntervals * settings.ProbeInterval,
        SuspicionTimeoutMin = settings.SuspicionIntervalsMin * settings.ProbeInterval,
        MaxLocalHealthScore = settings.LocalHealthMax,
        GossipInterval = settings.GossipInterval,
        SyncInterval = settings.SyncInterval,
        ReprobeInterval = settings.ReprobeInterval,
        Ttl = settings.Ttl,
        SeedRetryMin = settings.SeedRetryMin,
        SeedRetryMax = settings.SeedRetryMax,
        IndirectProbes = settings.IndirectProbes,
        FailedProbes = settings.FailedProbes,
        RetransmitFactor = settings.RetransmitFactor,
        MaxPeers = settings.MaxPeers,
    };
}
