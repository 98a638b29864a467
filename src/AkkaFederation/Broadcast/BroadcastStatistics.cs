using System.Collections.Immutable;

namespace AkkaFederation.Broadcast;

/// <summary>What broadcasting did on this node since its room started.</summary>
public sealed record BroadcastStatistics
{
    /// <summary>Broadcasts of this node.</summary>
    public required long Published { get; init; }

    /// <summary>Broadcasts handed to this node's subscribers, its own included.</summary>
    public required long Delivered { get; init; }

    /// <summary>Payloads sent to peers.</summary>
    public required long FanOut { get; init; }

    /// <summary>Bytes of those.</summary>
    public required long FanOutBytes { get; init; }

    /// <summary>Messages sent to peers, payloads included.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages of peers.</summary>
    public required long Received { get; init; }

    /// <summary>Payloads that came a second time.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Payloads asked for because they had been announced and did not come.</summary>
    public required long Grafts { get; init; }

    /// <summary>Links taken out of the tree.</summary>
    public required long Prunes { get; init; }

    /// <summary>Payloads announced instead of pushed, since the peer was behind.</summary>
    public required long DroppedForSlowPeer { get; init; }

    /// <summary>Payloads no longer kept though a neighbour had not confirmed them.</summary>
    public required long ForgottenUnconfirmed { get; init; }

    /// <summary>Announced broadcasts that none of those who announced them sent in time.</summary>
    public required long Abandoned { get; init; }

    /// <summary>Fan-out actors that failed.</summary>
    public required long FanOutFailures { get; init; }

    /// <summary>Neighbours of this node.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Neighbours to which payloads of tree broadcasts are pushed.</summary>
    public required int EagerNeighbours { get; init; }

    /// <summary>Payloads kept.</summary>
    public required int Cached { get; init; }

    /// <summary>Broadcasts announced and not had.</summary>
    public required int Missing { get; init; }

    /// <summary>What was refused, by reason; reasons without a case are left out.</summary>
    public required ImmutableSortedDictionary<BroadcastRefusal, long> Refused { get; init; }

    internal static BroadcastStatistics Of(BroadcastCore core)
    {
        var c = core.Counters;
        return new BroadcastStatistics
        {
            Published = c.PublishedTotal,
            Delivered = c.Delivered,
            FanOut = c.FanOut,
            FanOutBytes = c.FanOutBytes,
            Sent = c.Sent,
            Received = c.Received,
            Duplicates = c.Duplicates,
            Grafts = c.Grafts,
            Prunes = c.Prunes,
            DroppedForSlowPeer = c.DroppedForSlowPeer,
            ForgottenUnconfirmed = c.ForgottenUnconfirmed,
            Abandoned = c.Abandoned,
            FanOutFailures = c.FanOutFailures,
            Neighbours = core.Links.Count(l => l.IsNeighbour),
            EagerNeighbours = core.Links.Count(l => l is { IsNeighbour: true, Eager: true }),
            Cached = core.CachedCount,
            Missing = core.MissingCount,
            Refused = Enum.GetValues<BroadcastRefusal>().Where(r => c.Refused(r) > 0).ToImmutableSortedDictionary(r => r, c.Refused),
        };
    }
}
