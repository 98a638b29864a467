using AkkaFederation.Identity;

namespace AkkaFederation.Broadcast;

/// <summary>Names a broadcast: who published it, in which of its lives, and as which one of that life, from 1.</summary>
/// <param name="Origin">The node that published and signed it.</param>
/// <param name="Epoch">The life of that node: milliseconds since 1970 at its start.</param>
/// <param name="Sequence">Counts what the origin publishes in one life.</param>
public readonly record struct BroadcastId(Did Origin, ulong Epoch, ulong Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Origin}/{Epoch}/{Sequence}";
}
