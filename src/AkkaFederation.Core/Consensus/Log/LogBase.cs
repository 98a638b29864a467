namespace AkkaFederation.Consensus;

/// <summary>
/// The first entries of a log without the entries: what has to be known of them to go on behind. It stands in the place of
/// journal events that were deleted, and goes with a snapshot to a node that begins there.
/// </summary>
internal sealed record LogBase
{
    /// <summary>The last entry that it stands for.</summary>
    public required ulong Index { get; init; }

    /// <summary>Log time of that entry, or a lower bound of it.</summary>
    public required ulong Time { get; init; }

    /// <summary>Where each term begins.</summary>
    public required IReadOnlyList<TermRun> Terms { get; init; }

    public required TreeBase Tree { get; init; }

    /// <summary>The configurations of entries up to there, without the genesis.</summary>
    public IReadOnlyList<VoterConfiguration> Configurations { get; init; } = [];

    /// <summary>The entry that brought the feature level; 0: none has.</summary>
    public ulong LevelIndex { get; init; }

    /// <summary>The feature level in force there.</summary>
    public uint Level { get; init; } = LevelTable.First;
}
