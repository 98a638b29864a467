using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>
/// What this node knows of the link to one peer: eager or lazy, what the peer has not confirmed, and what it is still to
/// be told. A neighbour has one as long as the overlay says so; another member that asks for something has one for a
/// while, as a guest.
/// </summary>
internal sealed class PeerLink(Did id)
{
    private readonly Dictionary<BroadcastId, Announcement> _open = [];
    private readonly List<Announcement> _order = [];

    public Did Id { get; } = id;

    /// <summary>Whether the overlay has it as a neighbour.</summary>
    public bool IsNeighbour { get; set; }

    /// <summary>Whether payloads of tree broadcasts are pushed to it.</summary>
    public bool Eager { get; set; } = true;

    public TimeSpan LastHeard { get; set; }

    /// <summary>When something on this link is due.</summary>
    public TimeSpan DueAt { get; set; } = TimeSpan.MaxValue;

    /// <summary>Answers to what the peer asked: these I have.</summary>
    public Queue<HaveEntry> Answers { get; } = new();

    /// <summary>Payloads on their way to it.</summary>
    public int Pushed { get; private set; }

    public long PushedBytes { get; private set; }

    /// <summary>Announced by it and not had: bounded for each peer.</summary>
    public int Missing { get; set; }

    /// <summary>How often in a row its way was much shorter than the one that a broadcast came.</summary>
    public int TimesShorter { get; set; }

    private TimeSpan GraftsSince { get; set; } = TimeSpan.MinValue;

    private long GraftedBytes { get; set; }

    public int OpenCount => _open.Count;

    /// <summary>Oldest first; some may be <see cref="Announcement.Done"/> until <see cref="Compact"/>.</summary>
    public IReadOnlyList<Announcement> Open => _order;

    public Announcement? Find(BroadcastId id) => _open.GetValueOrDefault(id);

    public Announcement Add(CachedBroadcast cached, TimeSpan tellAt)
    {
        var announcement = new Announcement(cached, tellAt);
        _open.Add(cached.Id, announcement);
        _order.Add(announcement);
        cached.Unconfirmed++;
        return announcement;
    }

    public void Push(Announcement announcement, TimeSpan now, TimeSpan retry)
    {
        if (announcement.PushedAt is null)
        {
            Pushed++;
            PushedBytes += announcement.Cached.Broadcast.Payload.Length;
        }

        announcement.WasPushed(now, retry);
    }

    /// <summary>The payload no longer counts as being on its way.</summary>
    public void Release(Announcement announcement)
    {
        if (announcement.PushedAt is null) return;
        Pushed--;
        PushedBytes -= announcement.Cached.Broadcast.Payload.Length;
        announcement.Release();
    }

    /// <summary>The peer has it, or nobody needs to tell it any more.</summary>
    public void Close(Announcement announcement)
    {
        Release(announcement);
        announcement.Done = true;
        announcement.Cached.Unconfirmed--;
        _open.Remove(announcement.Cached.Id);
    }

    /// <summary>Whether the peer may have so many bytes more at its own request; one payload always may go.</summary>
    public bool TakeGraft(int bytes, long most, TimeSpan now, TimeSpan each)
    {
        if (GraftsSince == TimeSpan.MinValue || now - GraftsSince >= each) (GraftsSince, GraftedBytes) = (now, 0);
        if (GraftedBytes > 0 && GraftedBytes + bytes > most) return false;
        GraftedBytes += Math.Max(bytes, 64);
        return true;
    }

    public void Compact()
    {
        if (_order.Count > 2 * _open.Count || _order.Count > _open.Count + 32) _order.RemoveAll(static a => a.Done);
    }
}
