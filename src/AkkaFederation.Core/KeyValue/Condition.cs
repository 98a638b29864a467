using System.Security.Cryptography;

namespace AkkaFederation.KeyValue;

/// <summary>What must hold for a key before a write takes place. The numbers are the format's.</summary>
internal enum ConditionKind : byte
{
    None = 0,

    /// <summary>There is no such key.</summary>
    Absent = 1,

    /// <summary>There is such a key.</summary>
    Present = 2,

    /// <summary>It was written last by this entry.</summary>
    Revision = 3,

    /// <summary>Its value has this SHA-256: a comparison takes 32 bytes of the log, however long the value.</summary>
    Value = 4,
}

/// <summary>A condition on a key.</summary>
internal sealed record Condition
{
    public static readonly Condition None = new();

    public static readonly Condition Absent = new() { Kind = ConditionKind.Absent };

    public static readonly Condition Present = new() { Kind = ConditionKind.Present };

    public ConditionKind Kind { get; private init; }

    public ulong Revision { get; private init; }

    public byte[] ValueHash { get; private init; } = [];

    public static Condition AtRevision(ulong revision) => new() { Kind = ConditionKind.Revision, Revision = revision };

    public static Condition OfValue(ReadOnlySpan<byte> value) => OfHash(SHA256.HashData(value));

    public static Condition OfHash(byte[] hash) => new() { Kind = ConditionKind.Value, ValueHash = hash };

    public bool Holds(StoreItem? item) => Kind switch
    {
        ConditionKind.None => true,
        ConditionKind.Absent => item is null,
        ConditionKind.Present => item is not null,
        ConditionKind.Revision => item?.Revision == Revision,
        _ => item is not null && SHA256.HashData(item.Value).AsSpan().SequenceEqual(ValueHash),
    };
}
