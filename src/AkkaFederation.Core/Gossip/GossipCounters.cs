namespace AkkaFederation.Gossip;

/// <summary>What gossip did, dropped and refused since it started. Plain counts, all of them measured.</summary>
internal sealed class GossipCounters
{
    private static readonly GossipRefusal[] Reasons = Enum.GetValues<GossipRefusal>();
    private readonly long[] _refused = new long[Reasons.Length];
    private readonly long[] _dropped = new long[4];

    public long Sent { get; set; }

    public long Received { get; set; }

    public long Published { get; set; }

    public long Delivered { get; set; }

    public long Duplicates { get; set; }

    public long SyncRequestsSent { get; set; }

    public long SyncRequestsReceived { get; set; }

    public long SyncResponsesSent { get; set; }

    public long SyncResponsesReceived { get; set; }

    public long Failed { get; set; }

    public long Rounds { get; set; }

    public long Snapshots { get; set; }

    public long Skipped { get; set; }

    public long LatencySamples { get; private set; }

    public TimeSpan LatencyTotal { get; private set; }

    public long RefusedTotal => _refused.Sum();

    public void Answered(TimeSpan latency)
    {
        LatencySamples++;
        LatencyTotal += latency;
    }

    public void Drop(GossipPriority priority) => _dropped[(int)priority]++;

    public long Dropped(GossipPriority priority) => _dropped[(int)priority];

    public void Refuse(GossipRefusal reason) => _refused[(int)reason]++;

    public long Refused(GossipRefusal reason) => _refused[(int)reason];

    /// <summary>The reasons with their counts, in the order of their declaration.</summary>
    public IEnumerable<KeyValuePair<GossipRefusal, long>> Refusals =>
        Reasons.Where(r => r != GossipRefusal.None).Select(r => KeyValuePair.Create(r, _refused[(int)r]));
}
