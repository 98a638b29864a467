namespace AkkaFederation.KeyValue;

/// <summary>Some of the items of a range.</summary>
/// <param name="Items">In the order of their keys.</param>
/// <param name="More">Whether the range goes on after the last of them.</param>
internal sealed record ItemPage(IReadOnlyList<StoreItem> Items, bool More);

/// <summary>A place among the events of a range.</summary>
/// <param name="Revision">From this revision on.</param>
/// <param name="Skip">Without so many of its events: a lease that ends takes many keys with it at one revision.</param>
internal readonly record struct EventPosition(ulong Revision, int Skip = 0);

/// <summary>Some of the events since a place.</summary>
/// <param name="Events">In order.</param>
/// <param name="Next">Where to go on.</param>
/// <param name="Compacted">Events since the asked place are gone; <see cref="Next"/> is the first that is kept.</param>
internal sealed record EventPage(IReadOnlyList<StoreEvent> Events, EventPosition Next, bool Compacted = false);
