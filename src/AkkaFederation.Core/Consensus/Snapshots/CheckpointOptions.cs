namespace AkkaFederation.Consensus;

/// <summary>When a leader marks a checkpoint, and what is kept behind it. The leader's choice travels in the log.</summary>
internal sealed record CheckpointOptions
{
    /// <summary>Entries after which a leader marks the next checkpoint; 0: it marks none.</summary>
    public ulong EveryEntries { get; init; } = 250_000;

    /// <summary>Bytes of entries after which it does so earlier.</summary>
    public ulong EveryBytes { get; init; } = 256UL << 20;

    /// <summary>Entries below the mark whose payloads are kept for followers that are a little behind.</summary>
    public ulong Keep { get; init; } = 20_000;
}
