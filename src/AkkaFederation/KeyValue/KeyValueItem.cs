using System.Text;
using AkkaFederation.KeyValue;

namespace AkkaFederation;

/// <summary>What stands under a key. Revisions are indexes of entries of the log: they grow for all keys together.</summary>
public sealed record KeyValueItem
{
    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>The value; empty where only keys were asked for.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>
    /// The entry that put the key there. Whoever puts it there after it was deleted gets a greater one, so it is a fencing token
    /// for what the key stands for.
    /// </summary>
    public required ulong CreateRevision { get; init; }

    /// <summary>The entry that wrote the value.</summary>
    public required ulong Revision { get; init; }

    /// <summary>How many times the key was written since it was put there, from 1.</summary>
    public required ulong Version { get; init; }

    /// <summary>The lease with which the key vanishes; 0: none.</summary>
    public required ulong Lease { get; init; }

    /// <summary>The value read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Value.Span);

    internal static KeyValueItem Of(StoreItem item) => new()
    {
        Key = Encoding.UTF8.GetString(item.Key),
        Value = item.Value,
        CreateRevision = item.CreateRevision,
        Revision = item.Revision,
        Version = item.Version,
        Lease = item.Lease,
    };
}
