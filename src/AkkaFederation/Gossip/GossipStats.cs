using System.Collections.Immutable;

namespace AkkaFederation.Gossip;

/// <summary>What gossip has done since its room started. Everything is counted or measured on this node.</summary>
public sealed record GossipStats
{
    /// <summary>Messages sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages received and understood.</summary>
    public required long Received { get; init; }

    /// <summary>Bytes of the messages sent, as they travelled.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes of the messages received, as they travelled.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Updates that this node said.</summary>
    public required long Published { get; init; }

    /// <summary>Updates of others handed on.</summary>
    public required long Delivered { get; init; }

    /// <summary>Updates that came again.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Requests of anti-entropy sent.</summary>
    public required long SyncRequestsSent { get; init; }

    /// <summary>Requests of anti-entropy received.</summary>
    public required long SyncRequestsReceived { get; init; }

    /// <summary>Answers of anti-entropy sent.</summary>
    public required long SyncResponsesSent { get; init; }

    /// <summary>Answers of anti-entropy received.</summary>
    public required long SyncResponsesReceived { get; init; }

    /// <summary>Peers that did not answer in the time of a round, rounds that failed, and messages that no address was known for.</summary>
    public required long Failed { get; init; }

    /// <summary>Rounds of rumours that sent something.</summary>
    public required long Rounds { get; init; }

    /// <summary>Answers that brought a snapshot, as the log was truncated.</summary>
    public required long Snapshots { get; init; }

    /// <summary>Updates that this node will not get, as nobody has them any longer.</summary>
    public required long Skipped { get; init; }

    /// <summary>Updates not passed on for want of room, by priority from low to critical.</summary>
    public required ImmutableArray<long> Dropped { get; init; }

    /// <summary>Everything refused, by reason.</summary>
    public required ImmutableSortedDictionary<GossipRefusal, long> Refused { get; init; }

    /// <summary>Mean time from a request of anti-entropy to its first answer; null before the first.</summary>
    public required TimeSpan? AverageLatency { get; init; }

    /// <summary>Bytes before compression for each byte after it, over the messages that were compressed; 1 where none was.</summary>
    public required double CompressionRatio { get; init; }

    /// <summary>Updates sent in the last minute against what its rounds could have carried, 0 to 1.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Updates waiting to be passed on.</summary>
    public required int Waiting { get; init; }

    /// <summary>Origins whose updates are known.</summary>
    public required int Origins { get; init; }

    /// <summary>Bytes kept of updates.</summary>
    public required long LogBytes { get; init; }
}

/// <summary>A peer that is gossiped with.</summary>
/// <param name="Id">The peer.</param>
/// <param name="Endpoint">Full address of its actor system; empty where none is known.</param>
/// <param name="Capacity">What it has said that it can carry.</param>
public sealed record GossipNode(Identity.Did Id, string Endpoint, GossipCapacity Capacity);

/// <summary>What came of a round of anti-entropy.</summary>
/// <param name="Asked">Peers asked.</param>
/// <param name="Answered">Peers that answered within the round's time.</param>
/// <param name="Received">New updates that this brought.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record GossipSyncResult(int Asked, int Answered, int Received, TimeSpan Elapsed);
