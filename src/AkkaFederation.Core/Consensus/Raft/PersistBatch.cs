namespace AkkaFederation.Consensus;

/// <summary>
/// One durable write, all or nothing: first cut the log at <see cref="TruncateFrom"/> (0: do not), then append the entries;
/// term and vote stand in every one. <see cref="Commit"/> is a fact noted in passing, so that recovery can begin from it.
/// </summary>
internal sealed record PersistBatch(long Number, HardState Hard, ulong TruncateFrom, IReadOnlyList<LogEntry> Entries, ulong Commit)
{
    /// <summary>Tiles of the history tree that were on disk before; a fact noted in passing too.</summary>
    public ulong Tiles { get; init; }
}
