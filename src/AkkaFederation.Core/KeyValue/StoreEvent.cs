namespace AkkaFederation.KeyValue;

/// <summary>What has happened to a key. The numbers stand in snapshots.</summary>
internal enum StoreEventKind : byte
{
    Put = 1,

    /// <summary>By a command.</summary>
    Deleted = 2,

    /// <summary>With its lease, which was revoked or expired.</summary>
    Expired = 3,
}

/// <summary>One change of one key.</summary>
/// <param name="Revision">The entry that made it.</param>
/// <param name="Kind">What has happened.</param>
/// <param name="Item">As it was put; or, without its value, as it was when it went.</param>
internal sealed record StoreEvent(ulong Revision, StoreEventKind Kind, StoreItem Item)
{
    public long Weight => Item.Key.Length + Item.Value.Length + StoreLimits.ItemOverhead;
}
