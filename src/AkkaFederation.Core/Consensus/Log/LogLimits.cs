namespace AkkaFederation.Consensus;

/// <summary>How much of a log is held in memory; what is older is read from the journal when it is needed.</summary>
internal sealed record LogLimits
{
    public int MaxEntries { get; init; } = 65_536;

    public long MaxBytes { get; init; } = 32L << 20;

    /// <summary>2^this many leaves of the history tree make a tile, which leaves memory as a whole.</summary>
    public int TileLevel { get; init; } = 12;

    /// <summary>Complete tiles that stay in memory although they are on disk: proofs of new entries need them.</summary>
    public int TilesKept { get; init; } = 4;
}
