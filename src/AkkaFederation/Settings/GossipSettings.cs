using AkkaFederation.Gossip;

namespace AkkaFederation.Settings;

/// <summary>
/// Settings under <c>federation.gossip</c>, times of the profile resolved. Can be changed while the node runs:
/// <c>gossip.UpdateConfig(settings with { Fanout = 4 })</c>.
/// </summary>
public sealed record GossipSettings
{
    /// <summary>Whose times are used where none are given.</summary>
    public required NetworkProfile Profile { get; init; }

    /// <summary>Time between two rounds of rumours; without news nothing is sent. 10 ms to 1 h.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Time between two rounds of anti-entropy. 100 ms to 1 h.</summary>
    public required TimeSpan AntiEntropyInterval { get; init; }

    /// <summary>Time between two heartbeats, which tell this node's capacity; zero for none. Up to 1 h.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>Peers that a round sends an update of medium priority to, 1 to 32.</summary>
    public required int Fanout { get; init; }

    /// <summary>Updates in one message at most, 1 to 64.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Rounds in which a node passes on one update, 1 to 32.</summary>
    public required int SpreadRounds { get; init; }

    /// <summary>Updates that wait to be passed on at most, 1 to 100,000.</summary>
    public required int QueueSize { get; init; }

    /// <summary>Hops that rumours of an update take at most, 1 to 64.</summary>
    public required int HopLimit { get; init; }

    /// <summary>Peers compared with in a round of anti-entropy, 1 to 16.</summary>
    public required int AntiEntropyPeers { get; init; }

    /// <summary>How long a round of anti-entropy may take, 100 ms to 5 min.</summary>
    public required TimeSpan RoundTimeout { get; init; }

    /// <summary>Largest payload of an update in bytes, 1 to 262,144.</summary>
    public required int MaxPayload { get; init; }

    /// <summary>Updates above this many bytes are compressed where that makes them smaller, 0 to 524,288.</summary>
    public required int CompressAbove { get; init; }

    /// <summary>Updates kept of one origin, 1 to 1,000,000.</summary>
    public required int LogUpdates { get; init; }

    /// <summary>Bytes kept of one origin, 4,096 to 1 GiB.</summary>
    public required int LogBytes { get; init; }

    /// <summary>Bytes kept of all origins, 65,536 to 2,147,483,647.</summary>
    public required int TotalLogBytes { get; init; }

    /// <summary>How long updates of an origin that has left are kept and taken, 1 s to 365 days.</summary>
    public required TimeSpan Retention { get; init; }

    /// <summary>Origins in an update's vector clock, 0 to 64.</summary>
    public required int VectorClockEntries { get; init; }

    /// <summary>What this node says that it can carry.</summary>
    public required GossipCapacity Capacity { get; init; }
}
