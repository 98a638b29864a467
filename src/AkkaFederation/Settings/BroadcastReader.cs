namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.broadcast</c>.</summary>
internal static class BroadcastReader
{
    private const int LargestPayload = 4 << 20;
    private const int LargestCache = 1 << 30;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static BroadcastSettings Read(SettingsScope scope)
    {
        var profile = scope.OneOf<NetworkProfile>("profile");
        var profiles = scope.Block("profiles");
        var times = Enum.GetValues<NetworkProfile>().ToDictionary(p => p, p => ReadTimes(profiles.Block(p.ToString().ToLowerInvariant())))[profile];
        var settings = new BroadcastSettings
        {
            Profile = profile,
            DirectPeers = scope.Integer("direct-peers", 0, 64),
            Rings = scope.Integer("rings", 1, 8),
            MaxPayload = scope.Size("max-payload", 1, LargestPayload),
            AnnounceInterval = scope.Duration("announce-interval", Shortest, Longest, times.AnnounceInterval),
            MissingWait = scope.Duration("missing-wait", Shortest, Longest, times.MissingWait),
            GraftWait = scope.Duration("graft-wait", Shortest, Longest, times.GraftWait),
            RetryInterval = scope.Duration("retry-interval", Shortest, Longest, times.RetryInterval),
            Keep = scope.Duration("keep", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            OptimisationThreshold = scope.Integer("optimisation-threshold", 0, 100),
            MaxCached = scope.Integer("max-cached", 1, 1_000_000),
            MaxCachedBytes = scope.Size("max-cached-bytes", 1, LargestCache),
            MaxPending = scope.Integer("max-pending", 1, 1_000_000),
            SeenWindow = scope.Integer("seen-window", 64, 1 << 20),
            PeerWindow = scope.Integer("peer-window", 1, 65_536),
            PeerWindowBytes = scope.Size("peer-window-bytes", 1, LargestCache),
            MaxMissing = scope.Integer("max-missing", 16, 1_000_000),
        };
        Check(settings, scope);
        return settings;
    }

    private static Times ReadTimes(SettingsScope scope) => new(
        scope.Duration("announce-interval", Shortest, Longest),
        scope.Duration("missing-wait", Shortest, Longest),
        scope.Duration("graft-wait", Shortest, Longest),
        scope.Duration("retry-interval", Shortest, Longest));

    private static void Check(BroadcastSettings settings, SettingsScope scope)
    {
        if (settings.RetryInterval <= settings.AnnounceInterval)
            throw scope.Wrong("retry-interval", $"more than announce-interval, {SettingsScope.Print(settings.AnnounceInterval)}, or all is announced twice");
        if (settings.Keep <= settings.RetryInterval)
            throw scope.Wrong("keep", $"more than retry-interval, {SettingsScope.Print(settings.RetryInterval)}, or nothing is repaired");
        if (settings.MaxCachedBytes < settings.MaxPayload)
            throw scope.Wrong("max-cached-bytes", $"at least max-payload, {settings.MaxPayload}");
        if (settings.MaxPending > settings.MaxCached)
            throw scope.Wrong("max-pending", $"at most max-cached, {settings.MaxCached}");
    }

    private sealed record Times(TimeSpan AnnounceInterval, TimeSpan MissingWait, TimeSpan GraftWait, TimeSpan RetryInterval);
}
