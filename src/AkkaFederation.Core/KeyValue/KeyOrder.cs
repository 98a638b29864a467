namespace AkkaFederation.KeyValue;

/// <summary>Keys are ordered byte by byte, and found without being copied.</summary>
internal sealed class KeyOrder : IComparer<byte[]>, IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static KeyOrder Instance { get; } = new();

    /// <summary>The first key that does not begin with the prefix and is greater than those that do; null if there is none.</summary>
    public static byte[]? End(ReadOnlySpan<byte> prefix)
    {
        var length = prefix.TrimEnd((byte)0xff).Length;
        if (length == 0) return null;
        var end = prefix[..length].ToArray();
        end[^1]++;
        return end;
    }

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    // Seeded anew in every process: nobody can choose keys that fall together, and nothing is decided by it.
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }
}
