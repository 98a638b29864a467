namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.membership</c>.</summary>
internal static class MembershipReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static MembershipSettings Read(SettingsScope scope)
    {
        var profile = scope.OneOf<NetworkProfile>("profile");
        var profiles = scope.Block("profiles");
        var times = Enum.GetValues<NetworkProfile>().ToDictionary(p => p, p => ReadTimes(profiles.Block(p.ToString().ToLowerInvariant())))[profile];
        var settings = new MembershipSettings
        {
            Profile = profile,
            ProbeInterval = scope.Duration("probe-interval", Shortest, Longest, times.ProbeInterval),
            ProbeTimeout = scope.Duration("probe-timeout", Shortest, Longest, times.ProbeTimeout),
            DirectProbeWait = scope.Duration("direct-probe-wait", Shortest, Longest, times.DirectProbeWait),
            DegradedThreshold = scope.Duration("degraded-threshold", TimeSpan.FromMilliseconds(1), Longest, times.DegradedThreshold),
            GossipInterval = scope.Duration("gossip-interval", Shortest, Longest, times.GossipInterval),
            SyncInterval = scope.Duration("sync-interval", Shortest, Longest, times.SyncInterval),
            ReprobeInterval = scope.Duration("reprobe-interval", Shortest, Longest, times.ReprobeInterval),
            IndirectProbes = scope.Integer("indirect-probes", 0, 16),
            FailedProbes = scope.Integer("failed-probes", 1, 100),
            SuspicionIntervals = scope.Integer("suspicion-intervals", 1, 100),
            SuspicionIntervalsMin = scope.Integer("suspicion-intervals-min", 1, 100),
            LocalHealthMax = scope.Integer("local-health-max", 0, 64),
            RememberPeers = scope.Integer("remember-peers", 0, 4096),
            Ttl = scope.Duration("ttl", TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
            RetransmitFactor = scope.Integer("retransmit-factor", 1, 20),
            SeedRetryMin = scope.Duration("seed-retry-min", Shortest, Longest),
            SeedRetryMax = scope.Duration("seed-retry-max", Shortest, Longest),
            MaxPeers = scope.Integer("max-peers", 1, 100_000),
        };
        Check(settings, scope);
        return settings;
    }

    private static Times ReadTimes(SettingsScope scope) => new(
        scope.Duration("probe-interval", Shortest, Longest),
        scope.Duration("probe-timeout", Shortest, Longest),
        scope.Duration("direct-probe-wait", Shortest, Longest),
        scope.Duration("degraded-threshold", TimeSpan.FromMilliseconds(1), Longest),
        scope.Duration("gossip-interval", Shortest, Longest),
        scope.Duration("sync-interval", Shortest, Longest),
        scope.Duration("reprobe-interval", Shortest, Longest));

    private static void Check(MembershipSettings settings, SettingsScope scope)
    {
        if (settings.ProbeTimeout < 4 * settings.DegradedThreshold)
            throw scope.Wrong("probe-timeout", $"at least 4 times degraded-threshold, {SettingsScope.Print(4 * settings.DegradedThreshold)}, or a slow peer looks dead");
        if (settings.DirectProbeWait >= settings.ProbeTimeout)
            throw scope.Wrong("direct-probe-wait", $"less than probe-timeout, {SettingsScope.Print(settings.ProbeTimeout)}");
        if (settings.SuspicionIntervals < settings.SuspicionIntervalsMin)
            throw scope.Wrong("suspicion-intervals", $"at least suspicion-intervals-min, {settings.SuspicionIntervalsMin}");
        if (settings.SeedRetryMax < settings.SeedRetryMin)
            throw scope.Wrong("seed-retry-max", $"at least seed-retry-min, {SettingsScope.Print(settings.SeedRetryMin)}");
    }

    private sealed record Times(
        TimeSpan ProbeInterval,
        TimeSpan ProbeTimeout,
        TimeSpan DirectProbeWait,
        TimeSpan DegradedThreshold,
        TimeSpan GossipInterval,
        TimeSpan SyncInterval,
        TimeSpan ReprobeInterval);
}
