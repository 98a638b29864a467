using AkkaFederation.Settings;

namespace AkkaFederation.Broadcast;

/// <summary>The core's options out of the checked settings.</summary>
internal static class BroadcastOptionsReader
{
    public static BroadcastOptions ToOptions(this BroadcastSettings settings) => new()
    {
        DirectPeers = settings.DirectPeers,
        Rings = settings.Rings,
        MaxPayload = settings.MaxPayload,
        AnnounceInterval = settings.AnnounceInterval,
        MissingWait = settings.MissingWait,
        GraftWait = settings.GraftWait,
        RetryInterval = settings.RetryInterval,
        Keep = settings.Keep,
        OptimisationThreshold = settings.OptimisationThreshold,
        MaxCached = settings.MaxCached,
        MaxCachedBytes = settings.MaxCachedBytes,
        MaxPending = settings.MaxPending,
        SeenWindow = settings.SeenWindow,
        PeerWindow = settings.PeerWindow,
        PeerWindowBytes = settings.PeerWindowBytes,
        MaxMissing = settings.MaxMissing,
    };
}
