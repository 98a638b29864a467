namespace AkkaFederation.KeyValue;

/// <summary>
/// What a store takes. The sizes of one item are part of the format and never change under its version; how much there may
/// be in all is replicated state that a command of the log changes. No setting of a node has a say: all replicas must refuse
/// the same commands.
/// </summary>
/// <param name="MaxKeys">Keys in all.</param>
/// <param name="MaxBytes">Weight of all items: keys, values, and <see cref="ItemOverhead"/> for each.</param>
internal readonly record struct StoreLimits(ulong MaxKeys, ulong MaxBytes)
{
    /// <summary>Bytes of a key, which is text in UTF-8.</summary>
    public const int MaxKey = 1024;

    /// <summary>Bytes of a value; with a key it fits into a proposal of 64 KiB.</summary>
    public const int MaxValue = 60 * 1024;

    /// <summary>What an item weighs beyond its key and its value.</summary>
    public const int ItemOverhead = 64;

    public const uint MinTtlMs = 100;

    public const uint MaxTtlMs = 7 * 24 * 3600 * 1000u;

    public const int MaxLeases = 100_000;

    /// <summary>Keys that hang on one lease: all of them vanish in one step.</summary>
    public const int MaxKeysOfLease = 1024;

    /// <summary>Leases, and keys on them, that one command lets expire.</summary>
    public const int MaxExpired = 1024;

    /// <summary>Events that are kept for watchers who come back.</summary>
    public const int MaxEvents = 8192;

    public const long MaxEventBytes = 8 * 1024 * 1024;

    /// <summary>What a store takes until the log says otherwise.</summary>
    public static StoreLimits Initial { get; } = new(1_000_000, 256 * 1024 * 1024);

    /// <summary>The limits that can be set: less than this would make memory unbounded in practice.</summary>
    public static StoreLimits Greatest { get; } = new(100_000_000, 64UL * 1024 * 1024 * 1024);
}
