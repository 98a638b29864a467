namespace AkkaFederation;

/// <summary>What has happened to a key.</summary>
public enum KeyValueEventKind
{
    /// <summary>It was written.</summary>
    Put = 1,

    /// <summary>It was deleted.</summary>
    Deleted = 2,

    /// <summary>It went with its lease, which was revoked or expired.</summary>
    Expired = 3,
}

/// <summary>A change of one key.</summary>
/// <param name="Revision">The entry that made it. A lease that ends takes all its keys with it at one revision.</param>
/// <param name="Kind">What has happened.</param>
/// <param name="Item">As it was written; or, without its value, as it was before it went.</param>
public sealed record KeyValueEvent(ulong Revision, KeyValueEventKind Kind, KeyValueItem Item);
