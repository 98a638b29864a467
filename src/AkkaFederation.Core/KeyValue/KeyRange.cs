namespace AkkaFederation.KeyValue;

/// <summary>Keys from one on up to, but without, another; without an end: all from the first on.</summary>
internal readonly record struct KeyRange(byte[] From, byte[]? To)
{
    public static KeyRange Of(ReadOnlySpan<byte> key) => new(key.ToArray(), [.. key, 0]);

    public static KeyRange WithPrefix(ReadOnlySpan<byte> prefix) => new(prefix.ToArray(), KeyOrder.End(prefix));

    public bool Contains(ReadOnlySpan<byte> key) =>
        key.SequenceCompareTo(From) >= 0 && (To is null || key.SequenceCompareTo(To) < 0);

    /// <summary>The same without everything up to a key.</summary>
    public KeyRange After(ReadOnlySpan<byte> key) => key.SequenceCompareTo(From) < 0 ? this : this with { From = [.. key, 0] };
}
