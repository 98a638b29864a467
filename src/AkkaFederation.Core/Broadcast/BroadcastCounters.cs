namespace AkkaFederation.Broadcast;

/// <summary>What broadcasting did and refused since the room started. Plain counts, read by metrics and by tests.</summary>
internal sealed class BroadcastCounters
{
    private readonly long[] _refused = new long[Enum.GetValues<BroadcastRefusal>().Length];
    private readonly long[] _published = new long[Enum.GetValues<BroadcastMode>().Length];

    /// <summary>Broadcasts handed to this node's subscribers, its own included.</summary>
    public long Delivered { get; set; }

    /// <summary>Payloads sent, first and repeated ones: federation_broadcast_fan_out_total.</summary>
    public long FanOut { get; set; }

    /// <summary>Bytes of those payloads.</summary>
    public long FanOutBytes { get; set; }

    /// <summary>Messages sent, payloads included.</summary>
    public long Sent { get; set; }

    public long Received { get; set; }

    /// <summary>Payloads that this node had already.</summary>
    public long Duplicates { get; set; }

    public long Grafts { get; set; }

    public long Prunes { get; set; }

    /// <summary>Links taken instead of longer ones.</summary>
    public long Optimisations { get; set; }

    /// <summary>Payloads not pushed to a peer that owes too many confirmations; announced to it instead.</summary>
    public long DroppedForSlowPeer { get; set; }

    /// <summary>Payloads that left the cache before every neighbour was known to have them.</summary>
    public long ForgottenUnconfirmed { get; set; }

    /// <summary>Announced broadcasts that none of those who announced them sent in time.</summary>
    public long Abandoned { get; set; }

    /// <summary>Fan-out actors that failed.</summary>
    public long FanOutFailures { get; set; }

    public long RefusedTotal => _refused.Sum();

    public long PublishedTotal => _published.Sum();

    public long Refused(BroadcastRefusal reason) => _refused[(int)reason];

    public long Published(BroadcastMode mode) => _published[(int)mode];

    public void Refuse(BroadcastRefusal reason) => _refused[(int)reason]++;

    public void Publish(BroadcastMode mode) => _published[(int)mode]++;
}
