namespace AkkaFederation.Broadcast;

/// <summary>On one link: the peer is not known to have this broadcast, and when it is told next.</summary>
internal sealed class Announcement(CachedBroadcast cached, TimeSpan tellAt)
{
    private const int MostDoublings = 5;

    public CachedBroadcast Cached { get; } = cached;

    public TimeSpan TellAt { get; private set; } = tellAt;

    /// <summary>Whether the peer has been told, by the payload or by its name.</summary>
    public bool Told { get; private set; }

    /// <summary>When the payload was pushed; null if it was not, or if it no longer counts against the peer's window.</summary>
    public TimeSpan? PushedAt { get; private set; }

    /// <summary>It is confirmed, or its payload is gone: to be taken out of the list.</summary>
    public bool Done { get; set; }

    private int Times { get; set; }

    public void WasTold(TimeSpan now, TimeSpan retry)
    {
        Told = true;
        TellAt = now + (retry * (1 << Math.Min(Times, MostDoublings)));
        Times++;
    }

    public void WasPushed(TimeSpan now, TimeSpan retry)
    {
        PushedAt = now;
        WasTold(now, retry);
    }

    public void Release() => PushedAt = null;
}
