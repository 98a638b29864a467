using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// One part of a snapshot as it is cut into chunks: what each must hash to, so that every chunk is checked by itself, wherever
/// it comes from. The digest that a checkpoint has of it follows from these hashes.
/// </summary>
internal sealed class SnapshotPart
{
    public const string Tag = "AKFED-PARTDG-V01";

    /// <summary>Bytes of every chunk but the last of a part. Part of the format: the digest depends on it.</summary>
    public const int ChunkSize = 256 * 1024;

    /// <summary>The most chunks in all parts together: a state of 4 GiB.</summary>
    public const int MaxChunks = 16_384;

    /// <exception cref="FormatException">Length and number of hashes do not go together.</exception>
    public SnapshotPart(string name, ulong length, byte[] hashes)
    {
        Name = name;
        Length = length;
        Hashes = hashes;
        if (!ReplicatedState.IsName(name)) throw new FormatException("a part's name is none");
        if (length > (ulong)MaxChunks * ChunkSize || hashes.Length != ChunksOf(length) * TreeHash.Length)
            throw new FormatException($"part '{name}' has {length} bytes and {hashes.Length} bytes of hashes");
    }

    public string Name { get; }

    public ulong Length { get; }

    /// <summary>32 bytes for each chunk.</summary>
    public byte[] Hashes { get; }

    public int Chunks => Hashes.Length / TreeHash.Length;

    /// <summary>Cuts bytes into chunks.</summary>
    public static (SnapshotPart Part, IReadOnlyList<ReadOnlyMemory<byte>> Chunks) Cut(string name, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var cutter = new ChunkCutter();
        foreach (var piece in pieces) cutter.Write(piece.Span);
        return cutter.Finish(name);
    }

    public PartDigest ToDigest()
    {
        var writer = new StatementWriter(Tag, 64 + Hashes.Length).Text(Name).U64(Length).U32((uint)Chunks).Bytes(Hashes);
        return new PartDigest(Name, Length, SHA256.HashData(writer.Span));
    }

    public int LengthOf(int chunk) => (int)Math.Min(ChunkSize, Length - (ulong)chunk * ChunkSize);

    public bool Fits(int chunk, ReadOnlySpan<byte> bytes)
    {
        if ((uint)chunk >= (uint)Chunks || bytes.Length != LengthOf(chunk)) return false;
        Span<byte> hash = stackalloc byte[TreeHash.Length];
        SHA256.HashData(bytes, hash);
        return hash.SequenceEqual(Hashes.AsSpan(chunk * TreeHash.Length, TreeHash.Length));
    }

    private static int ChunksOf(ulong length) => (int)((length + ChunkSize - 1) / ChunkSize);
}

/// <summary>Cuts what is written to it into chunks, and hashes them.</summary>
internal sealed class ChunkCutter
{
    private readonly List<ReadOnlyMemory<byte>> _chunks = [];
    private readonly List<byte> _hashes = [];
    private byte[] _open = [];
    private int _filled;
    private ulong _length;

    /// <exception cref="InvalidOperationException">More than a snapshot may hold.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _length += (ulong)bytes.Length;
        while (bytes.Length > 0)
        {
            if (_open.Length == 0) _open = new byte[SnapshotPart.ChunkSize];
            var taken = Math.Min(bytes.Length, _open.Length - _filled);
            bytes[..taken].CopyTo(_open.AsSpan(_filled));
            _filled += taken;
            bytes = bytes[taken..];
            if (_filled == _open.Length) Close();
        }
    }

    public (SnapshotPart Part, IReadOnlyList<ReadOnlyMemory<byte>> Chunks) Finish(string name)
    {
        if (_filled > 0) Close();
        return (new SnapshotPart(name, _length, [.. _hashes]), _chunks);
    }

    private void Close()
    {
        if (_chunks.Count == SnapshotPart.MaxChunks)
            throw new InvalidOperationException($"the state has more than {(long)SnapshotPart.MaxChunks * SnapshotPart.ChunkSize} bytes, the most that a snapshot holds");
        var chunk = _open.AsMemory(0, _filled);
        _chunks.Add(chunk);
        _hashes.AddRange(SHA256.HashData(chunk.Span));
        (_open, _filled) = ([], 0);
    }
}
