namespace AkkaFederation.Discovery;

/// <summary>A record of somebody else's, for as long as it is believed.</summary>
internal sealed class KnownRecord
{
    private int _refreshes;

    public KnownRecord(DnsRecord record, TimeSpan now, Random random)
    {
        Record = record;
        ReceivedAt = now;
        Life = TimeSpan.FromSeconds(record.Ttl) is var ttl && ttl < MdnsTimes.LongestTtl ? ttl : MdnsTimes.LongestTtl;
        ExpiresAt = now + Life;
        PlanRefresh(random);
    }

    public DnsRecord Record { get; }

    public TimeSpan ReceivedAt { get; }

    public TimeSpan Life { get; }

    public TimeSpan ExpiresAt { get; private set; }

    /// <summary>When to ask for it again; null once that was done often enough.</summary>
    public TimeSpan? RefreshAt { get; private set; }

    public TimeSpan Next => RefreshAt is { } at && at < ExpiresAt ? at : ExpiresAt;

    /// <summary>Seconds that are left, as said in a known answer.</summary>
    public uint Left(TimeSpan now) => (uint)Math.Max(0, (ExpiresAt - now).TotalSeconds);

    /// <summary>Taken back, or replaced: it goes soon, and nobody asks for it.</summary>
    public void Doom(TimeSpan now)
    {
        if (now + MdnsTimes.Goodbye < ExpiresAt) ExpiresAt = now + MdnsTimes.Goodbye;
        RefreshAt = null;
    }

    /// <summary>True if it is time to ask again; the next time is planned then.</summary>
    public bool TakeRefresh(TimeSpan now, Random random)
    {
        if (RefreshAt is not { } at || at > now) return false;
        _refreshes++;
        PlanRefresh(random);
        return true;
    }

    private void PlanRefresh(Random random) =>
        RefreshAt = _refreshes < MdnsTimes.Refresh.Length ? ReceivedAt + (Life * (MdnsTimes.Refresh[_refreshes] + (0.02 * random.NextDouble()))) : null;
}
