using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a voter signs: "in this federation (genesis), under the voters of this epoch, I hold durably in term T the log of
/// n entries with this root". 104 bytes. A quorum of these over one (T, n) proves that entry n, and with it all before it,
/// is committed.
/// </summary>
internal sealed record SealStatement
{
    public const int Length = 104;
    public const string Tag = "AKFED-SEAL-V0001";

    private SealStatement(byte[] bytes, ulong epoch, ulong term, ulong size)
    {
        Bytes = bytes;
        Epoch = epoch;
        Term = term;
        Size = size;
    }

    /// <summary>The signed bytes.</summary>
    public byte[] Bytes { get; }

    public ReadOnlySpan<byte> Genesis => Bytes.AsSpan(16, 32);

    public ulong Epoch { get; }

    public ulong Term { get; }

    public ulong Size { get; }

    public ReadOnlySpan<byte> Root => Bytes.AsSpan(72, 32);

    public static SealStatement Create(ReadOnlySpan<byte> genesis, ulong epoch, ulong term, ulong size, ReadOnlySpan<byte> root)
    {
        if (genesis.Length != 32) throw new ArgumentException("A genesis hash has 32 bytes.", nameof(genesis));
        if (root.Length != 32) throw new ArgumentException("A root has 32 bytes.", nameof(root));
        var bytes = new StatementWriter(Tag, Length).Bytes(genesis).U64(epoch).U64(term).U64(size).Bytes(root).ToArray();
        return new SealStatement(bytes, epoch, term, size);
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out SealStatement statement, out string error)
    {
        var reader = new StatementReader(bytes, Tag);
        reader.Bytes(32);
        var (epoch, term, size) = (reader.U64(), reader.U64(), reader.U64());
        reader.Bytes(32);
        var read = reader.Finish(out error);
        statement = new SealStatement(bytes.ToArray(), epoch, term, size);
        return read;
    }

    public bool Equals(SealStatement? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override int GetHashCode() => HashCode.Combine(Term, Size);
}
