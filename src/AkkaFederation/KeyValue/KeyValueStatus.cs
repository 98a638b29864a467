namespace AkkaFederation;

/// <summary>Figures of a store.</summary>
public sealed record KeyValueStatus
{
    /// <summary>The newest entry that changed a key.</summary>
    public required ulong Revision { get; init; }

    /// <summary>Keys in it.</summary>
    public required ulong Keys { get; init; }

    /// <summary>What they weigh: bytes of keys and values, and 64 for each.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>Leases that have not ended.</summary>
    public required ulong Leases { get; init; }

    /// <summary>The most keys that it takes.</summary>
    public required ulong MaxKeys { get; init; }

    /// <summary>The most that they may weigh.</summary>
    public required ulong MaxBytes { get; init; }

    /// <summary>Events of this revision and later ones are kept for watchers.</summary>
    public required ulong FirstEvent { get; init; }
}
