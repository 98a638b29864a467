namespace AkkaFederation.KeyValue;

/// <summary>How a command ended. The numbers are the format's.</summary>
internal enum StoreStatus : byte
{
    /// <summary>It took place.</summary>
    Done = 0,

    /// <summary>Its condition did not hold; what stands under the key comes with the answer.</summary>
    ConditionFailed = 1,

    /// <summary>There is no such lease: it has expired, was revoked, or never was.</summary>
    NoSuchLease = 2,

    /// <summary>It exceeds a limit.</summary>
    Refused = 3,

    /// <summary>It cannot be read.</summary>
    Malformed = 4,
}

/// <summary>Which limit a command exceeds. The numbers are the format's.</summary>
internal enum StoreLimit : byte
{
    None = 0,
    KeyLength = 1,
    ValueLength = 2,
    Keys = 3,
    Bytes = 4,
    Ttl = 5,
    Leases = 6,
    KeysOfLease = 7,
    Limits = 8,
}

/// <summary>The answer to a command: the same on every replica.</summary>
internal sealed record StoreResult(StoreStatus Status)
{
    /// <summary>The entry's index.</summary>
    public ulong Revision { get; init; }

    /// <summary>
    /// Put: the entry that put the key there. Delete: 1 if there was such a key. Grant: the lease. Keep: its time to live in
    /// milliseconds. Revoke: how many keys went. Expire: how many leases did.
    /// </summary>
    public ulong Number { get; init; }

    /// <summary>What stood in the way of the condition; null: there is no such key.</summary>
    public StoreItem? Current { get; init; }

    public StoreLimit Limit { get; init; }

    /// <summary>The limit that is exceeded, in its own unit.</summary>
    public ulong Most { get; init; }

    public static StoreResult Done(ulong number = 0) => new(StoreStatus.Done) { Number = number };

    public static StoreResult Refused(StoreLimit limit, ulong most) => new(StoreStatus.Refused) { Limit = limit, Most = most };
}
