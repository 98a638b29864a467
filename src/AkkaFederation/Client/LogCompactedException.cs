namespace AkkaFederation;

/// <summary>
/// Entries were asked for whose payloads a node does not hold any more: a checkpoint stands in their place. Reading can go on
/// at <see cref="First"/>, or on a node that keeps more.
/// </summary>
public sealed class LogCompactedException(ulong first)
    : InvalidOperationException($"the log is compacted: its first entry on this node is {first}")
{
    /// <summary>The first entry that the node holds.</summary>
    public ulong First { get; } = first;
}
