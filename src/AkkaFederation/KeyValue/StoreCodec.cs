using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.KeyValue;

/// <summary>What a store holds, as answers carry it.</summary>
internal static class StoreCodec
{
    private const int LongestBound = StoreLimits.MaxKey + 1;

    public static KeySpan Encode(KeyRange range)
    {
        var span = new KeySpan { From = UnsafeByteOperations.UnsafeWrap(range.From) };
        if (range.To is { } to) span.To = UnsafeByteOperations.UnsafeWrap(to);
        return span;
    }

    /// <exception cref="FormatException">A bound is longer than any key.</exception>
    public static KeyRange Decode(KeySpan? span)
    {
        if (span is null) return KeyRange.WithPrefix(default);
        if (span.From.Length > LongestBound || (span.HasTo && span.To.Length > LongestBound)) throw new FormatException($"a bound has more than {LongestBound} bytes");
        return new KeyRange(span.From.ToByteArray(), span.HasTo ? span.To.ToByteArray() : null);
    }

    public static StoredItem Encode(StoreItem item, bool withValue = true) => new()
    {
        Key = UnsafeByteOperations.UnsafeWrap(item.Key),
        Value = withValue ? UnsafeByteOperations.UnsafeWrap(item.Value) : ByteString.Empty,
        CreateRevision = item.CreateRevision,
        Revision = item.Revision,
        Version = item.Version,
        Lease = item.Lease,
    };

    public static StoreItem Decode(StoredItem item) =>
        new(item.Key.ToByteArray(), item.Value.ToByteArray(), item.CreateRevision, item.Revision, item.Version, item.Lease);

    public static StoredEvent Encode(StoreEvent e) => new() { Revision = e.Revision, Kind = (uint)e.Kind, Item = Encode(e.Item) };
}
