namespace AkkaFederation.Gossip;

/// <summary>Limits and times of a gossip core. Whoever makes one has checked it.</summary>
internal sealed record GossipOptions
{
    /// <summary>Most that one message carries of updates, in bytes; a single larger update goes alone.</summary>
    public const int MessageBytes = 48 * 1024;

    /// <summary>Updates in one message of anti-entropy.</summary>
    public const int SyncItems = 64;

    /// <summary>Streams in one message with a digest.</summary>
    public const int DigestStreams = 256;

    /// <summary>Ranges of one stream in a digest.</summary>
    public const int DigestRanges = 32;

    public int Fanout { get; init; } = 3;

    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>When the first round comes; at a random moment of the interval where null.</summary>
    public TimeSpan? FirstRound { get; init; }

    public int BatchSize { get; init; } = 10;

    /// <summary>Rounds in which a node passes on one update: a constant, so that a node's load does not grow with the federation.</summary>
    public int SpreadRounds { get; init; } = 3;

    public int MaxQueue { get; init; } = 1000;

    public int HopLimit { get; init; } = 10;

    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(30);

    public int SyncPeers { get; init; } = 3;

    /// <summary>How long a round of anti-entropy may take.</summary>
    public TimeSpan RoundTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes sent in answer to one comparison; the rest comes with the next, which follows at once.</summary>
    public int SyncBytes { get; init; } = 512 * 1024;

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    public int MaxPayload { get; init; } = 64 * 1024;

    /// <summary>Updates kept of one origin.</summary>
    public int LogUpdates { get; init; } = 1000;

    /// <summary>Bytes kept of one origin.</summary>
    public int LogBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes kept of all origins.</summary>
    public long TotalLogBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How long updates of an origin that has left are kept and taken, by the time they were published at.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(1);

    public int ClockEntries { get; init; } = 8;

    public GossipCapacity Capacity { get; init; } = new();

    /// <summary>A rumour further ahead of what is known is refused: anti-entropy brings what lies between, and it.</summary>
    public ulong SeenWindow { get; init; } = 1024;

    /// <summary>Peers that a round sends an update to, never below 1.</summary>
    public int FanoutOf(GossipPriority priority) => priority switch
    {
        GossipPriority.Critical => Fanout * 2,
        GossipPriority.High => Fanout * 3 / 2,
        GossipPriority.Low => Math.Max(1, Fanout / 2),
        _ => Fanout,
    };
}
