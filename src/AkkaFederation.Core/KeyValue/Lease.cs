namespace AkkaFederation.KeyValue;

/// <summary>A lease: a promise to keep some keys until a time of the log, which its holder can prolong.</summary>
internal sealed class Lease(ulong id, uint ttlMs, ulong deadline)
{
    /// <summary>Index of the entry that granted it.</summary>
    public ulong Id { get; } = id;

    public uint TtlMs { get; } = ttlMs;

    /// <summary>Log time, in Unix milliseconds, from which on an expire command ends it.</summary>
    public ulong Deadline { get; set; } = deadline;

    /// <summary>What vanishes with it.</summary>
    public SortedSet<byte[]> Keys { get; } = new(KeyOrder.Instance);
}
