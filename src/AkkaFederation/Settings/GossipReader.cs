using AkkaFederation.Gossip;

namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.gossip</c>.</summary>
internal static class GossipReader
{
    public static GossipSettings Read(SettingsScope scope)
    {
        var profile = scope.OneOf<NetworkProfile>("profile");
        var profiles = scope.Block("profiles");
        var times = Enum.GetValues<NetworkProfile>().ToDictionary(p => p, p => ReadTimes(profiles.Block(p.ToString().ToLowerInvariant())))[profile];
        var capacity = scope.Block("capacity");
        return new GossipSettings
        {
            Profile = profile,
            Interval = scope.Duration("interval", GossipLimits.Interval.Min, GossipLimits.Interval.Max, times.Interval),
            AntiEntropyInterval = scope.Duration("anti-entropy-interval", GossipLimits.AntiEntropyInterval.Min, GossipLimits.AntiEntropyInterval.Max, times.AntiEntropy),
            HeartbeatInterval = scope.Duration("heartbeat-interval", GossipLimits.HeartbeatInterval.Min, GossipLimits.HeartbeatInterval.Max, times.Heartbeat),
            Fanout = Integer("fanout", GossipLimits.Fanout),
            BatchSize = Integer("batch-size", GossipLimits.BatchSize),
            SpreadRounds = Integer("spread-rounds", GossipLimits.SpreadRounds),
            QueueSize = Integer("queue-size", GossipLimits.QueueSize),
            HopLimit = Integer("hop-limit", GossipLimits.HopLimit),
            AntiEntropyPeers = Integer("anti-entropy-peers", GossipLimits.AntiEntropyPeers),
            RoundTimeout = scope.Duration("round-timeout", GossipLimits.RoundTimeout.Min, GossipLimits.RoundTimeout.Max),
            MaxPayload = Size("max-payload", GossipLimits.MaxPayload),
            CompressAbove = Size("compress-above", GossipLimits.CompressAbove),
            LogUpdates = Integer("log-updates", GossipLimits.LogUpdates),
            LogBytes = Size("log-bytes", GossipLimits.LogBytes),
            TotalLogBytes = Size("total-log-bytes", GossipLimits.TotalLogBytes),
            Retention = scope.Duration("retention", GossipLimits.Retention.Min, GossipLimits.Retention.Max),
            VectorClockEntries = Integer("vector-clock-entries", GossipLimits.VectorClockEntries),
            Capacity = new GossipCapacity(
                capacity.Integer("bandwidth", GossipLimits.Capacity.Min, GossipLimits.Capacity.Max),
                capacity.Integer("memory", GossipLimits.Capacity.Min, GossipLimits.Capacity.Max),
                capacity.Integer("cpu", GossipLimits.Capacity.Min, GossipLimits.Capacity.Max)),
        };

        int Integer(string key, (int Min, int Max) bounds) => scope.Integer(key, bounds.Min, bounds.Max);
        int Size(string key, (int Min, int Max) bounds) => scope.Size(key, bounds.Min, bounds.Max);
    }

    private static Times ReadTimes(SettingsScope scope) => new(
        scope.Duration("interval", GossipLimits.Interval.Min, GossipLimits.Interval.Max),
        scope.Duration("anti-entropy-interval", GossipLimits.AntiEntropyInterval.Min, GossipLimits.AntiEntropyInterval.Max),
        scope.Duration("heartbeat-interval", GossipLimits.HeartbeatInterval.Min, GossipLimits.HeartbeatInterval.Max));

    private sealed record Times(TimeSpan Interval, TimeSpan AntiEntropy, TimeSpan Heartbeat);
}
