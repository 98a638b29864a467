using AkkaFederation.Settings;

namespace AkkaFederation.Gossip;

/// <summary>The core's options out of the checked settings.</summary>
internal static class GossipOptionsReader
{
    public static GossipOptions ToOptions(this GossipSettings settings) => new()
    {
        Interval = settings.Interval,
        SyncInterval = settings.AntiEntropyInterval,
        HeartbeatInterval = settings.HeartbeatInterval,
        Fanout = settings.Fanout,
        BatchSize = settings.BatchSize,
        SpreadRounds = settings.SpreadRounds,
        MaxQueue = settings.QueueSize,
        HopLimit = settings.HopLimit,
        SyncPeers = settings.AntiEntropyPeers,
        RoundTimeout = settings.RoundTimeout,
        MaxPayload = settings.MaxPayload,
        LogUpdates = settings.LogUpdates,
        LogBytes = settings.LogBytes,
        TotalLogBytes = settings.TotalLogBytes,
        Retention = settings.Retention,
        ClockEntries = settings.VectorClockEntries,
        Capacity = settings.Capacity,
    };
}
