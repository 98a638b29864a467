namespace AkkaFederation.KeyValue;

/// <summary>Some of the items of a range.</summary>
/// <param name="Items">In the order of their keys.</param>
/// <param name="More">Whether the range goes on after the last of them.</param>
internal sealed record ItemPage(IReadOnlyList<StoreItem> Items, bool More);

/// <summary>Some of the events since a revision.</summary>
/// <param name="Events">In order; the events of one revision are never torn apart.</param>
/// <param name="Next">The revision from which to go on.</param>
/// <param name="Compacted">Events since the asked revision are gone; <see cref="Next"/> is the first that is kept.</param>
internal sealed record EventPage(IReadOnlyList<StoreEvent> Events, ulong Next, bool Compacted = false);
