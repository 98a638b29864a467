namespace AkkaFederation.Consensus;

/// <summary>Limits of the transfer of snapshots.</summary>
internal sealed record SnapshotOptions
{
    /// <summary>Chunks that a receiver has asked for and not yet got.</summary>
    public int Window { get; init; } = 4;

    /// <summary>After this time without an answer a piece is asked for again.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes that a node sends in a second, to all receivers together.</summary>
    public long Rate { get; init; } = 64L << 20;

    /// <summary>How long a snapshot is kept for a receiver that has gone silent, although there is a newer one.</summary>
    public TimeSpan PinFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wrong pieces after which a sender is not asked any more for a while.</summary>
    public int MaxWrong { get; init; } = 3;

    /// <summary>How long it is not asked then.</summary>
    public TimeSpan Shun { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Only tests have any other.</summary>
    public RaftRules Rules { get; init; } = RaftRules.Sound;
}
