using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>Announced and not had: who announced it, and when the next of them is asked for it.</summary>
internal sealed class MissingBroadcast(BroadcastId id, PeerLink firstAnnouncer, TimeSpan askAt)
{
    public const int MaxAnnouncers = 8;

    public BroadcastId Id { get; } = id;

    /// <summary>Against whose bound it counts.</summary>
    public PeerLink FirstAnnouncer { get; } = firstAnnouncer;

    public TimeSpan AskAt { get; set; } = askAt;

    /// <summary>Those not asked yet, in the order of their announcements, with the links that it had come to them.</summary>
    public List<(Did Peer, int Round)> Announcers { get; } = [];

    /// <summary>Arrived or given up.</summary>
    public bool Done { get; set; }
}
