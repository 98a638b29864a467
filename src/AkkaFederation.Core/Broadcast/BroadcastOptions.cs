namespace AkkaFederation.Broadcast;

/// <summary>Figures of a broadcast core; the settings under <c>federation.broadcast</c>.</summary>
internal sealed record BroadcastOptions
{
    /// <summary>Links that are counted at most; a longer way counts as this long.</summary>
    public const int MaxRound = 1 << 20;

    /// <summary>Up to how many peers the origin sends to each itself.</summary>
    public int DirectPeers { get; init; } = 8;

    /// <summary>Rings of the overlay; a node has two neighbours on each.</summary>
    public int Rings { get; init; } = 3;

    /// <summary>Largest payload, in bytes.</summary>
    public int MaxPayload { get; init; } = 256 * 1024;

    /// <summary>How long announcements are gathered into one message.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Plumtree's first time-out: from the first announcement to the graft.</summary>
    public TimeSpan MissingWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What comes on top of it at random, at most, as a multiple of it.</summary>
    public double MissingSpread { get; init; } = 2;

    /// <summary>Plumtree's second time-out: from one graft to the next.</summary>
    public TimeSpan GraftWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>First wait for a confirmation before something is announced again; doubles up to 32 times.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a payload is kept for those who lack it.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>By how many links another way must be shorter to be taken; 0 never.</summary>
    public int OptimisationThreshold { get; init; } = 7;

    /// <summary>Payloads in the cache at most.</summary>
    public int MaxCached { get; init; } = 4096;

    /// <summary>Bytes of payloads in the cache at most.</summary>
    public long MaxCachedBytes { get; init; } = 64 << 20;

    /// <summary>Broadcasts of this node's own without all confirmations at most.</summary>
    public int MaxPending { get; init; } = 1024;

    /// <summary>Sequences of one origin that are told apart; what is older counts as had.</summary>
    public int SeenWindow { get; init; } = 4096;

    /// <summary>Payloads on their way to one peer without a confirmation at most.</summary>
    public int PeerWindow { get; init; } = 64;

    /// <summary>Bytes of those at most.</summary>
    public long PeerWindowBytes { get; init; } = 4 << 20;

    /// <summary>Announced broadcasts that are waited for at most.</summary>
    public int MaxMissing { get; init; } = 4096;

    /// <summary>Entries in one announcement at most.</summary>
    public int MaxEntries { get; init; } = 256;
}
