namespace AkkaFederation;

/// <summary>How a write ended.</summary>
public sealed record KeyValueWrite
{
    /// <summary>Whether it took place; false if its condition did not hold, and nothing has changed.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The index of its entry: of a put that took place, the revision of what it wrote.</summary>
    public required ulong Revision { get; init; }

    /// <summary>
    /// Of a put that took place, the entry that put the key there (<see cref="KeyValueItem.CreateRevision"/>), which is its own if
    /// there was no such key. 0 otherwise.
    /// </summary>
    public ulong CreateRevision { get; init; }

    /// <summary>Of a deletion, whether there was such a key.</summary>
    public bool Existed { get; init; }

    /// <summary>What stood in the way of the condition; null: there is no such key, or the write took place.</summary>
    public KeyValueItem? Current { get; init; }
}
