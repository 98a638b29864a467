using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What a snapshot consists of: the log up to its mark without the entries, and the parts with the hashes of their chunks.
/// Everything in it follows from, or is bound by, the statement of its checkpoint: whoever holds the certificate of that can
/// check a manifest from anybody.
/// </summary>
/// <remarks>Chunks are numbered through all parts, ascending by name, from 0; the tiles of the tree follow.</remarks>
internal sealed class SnapshotManifest
{
    public const string TermsTag = "AKFED-TERMRUN-V1";
    private readonly SnapshotPart[] _parts;
    private readonly int _tileLevel;

    /// <exception cref="FormatException">It does not hold together.</exception>
    public SnapshotManifest(LogBase log, ulong markTerm, ulong epoch, IEnumerable<SnapshotPart> parts, int tileLevel = HistoryTree.UsualTileLevel)
    {
        Log = log;
        _tileLevel = tileLevel;
        _parts = [.. parts.OrderBy(p => p.Name, StringComparer.Ordinal)];
        Chunks = _parts.Sum(p => p.Chunks);
        if (_parts.Length > CheckpointStatement.MaxParts || Chunks > SnapshotPart.MaxChunks)
            throw new FormatException($"a snapshot of {_parts.Length} parts and {Chunks} chunks");
        if (log.Index == 0 || log.Index > int.MaxValue || log.Tree.Size != log.Index || epoch > log.Index)
            throw new FormatException($"a snapshot of entry {log.Index} with a tree of {log.Tree.Size}");
        var tree = new HistoryTree(tileLevel);
        tree.Restore(log.Tree);
        try
        {
            Statement = CheckpointStatement.Create(
                log.Index, markTerm, log.Time, epoch, tree.Root(log.Index), TermsDigest(log.Terms), _parts.Select(p => p.ToDigest()));
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    /// <summary>What the checkpoint of this snapshot says; computed, never taken over.</summary>
    public CheckpointStatement Statement { get; }

    /// <summary>Entries 1 to the mark.</summary>
    public LogBase Log { get; }

    public ulong Mark => Log.Index;

    public IReadOnlyList<SnapshotPart> Parts => _parts;

    /// <summary>Chunks of all parts.</summary>
    public int Chunks { get; }

    /// <summary>Tiles of leaf hashes that belong to the log up to the mark. They are counted behind the chunks.</summary>
    public int Tiles => Log.Tree.Tiles.Length / TreeHash.Length;

    /// <summary>Chunks and tiles.</summary>
    public int Pieces => Chunks + Tiles;

    public ulong Length => _parts.Aggregate(0UL, (sum, p) => sum + p.Length);

    /// <summary>Whether these are the bytes of that piece.</summary>
    public bool Fits(int number, ReadOnlySpan<byte> bytes)
    {
        if (number >= Chunks) return number < Pieces && IsTile(number - Chunks, bytes);
        foreach (var part in _parts)
        {
            if (number < part.Chunks) return part.Fits(number, bytes);
            number -= part.Chunks;
        }

        return false;
    }

    /// <summary>The chunks, all of them in order, put together by part.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)> Split(IReadOnlyList<ReadOnlyMemory<byte>> chunks)
    {
        var parts = new List<(string, IReadOnlyList<ReadOnlyMemory<byte>>)>();
        var at = 0;
        foreach (var part in _parts)
        {
            parts.Add((part.Name, [.. chunks.Skip(at).Take(part.Chunks)]));
            at += part.Chunks;
        }

        return parts;
    }

    private bool IsTile(int tile, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != TreeHash.Length << _tileLevel) return false;
        return new TileNodes(new LeafTile((ulong)tile, bytes.ToArray()), _tileLevel).Root.SequenceEqual(Log.Tree.Tiles.AsSpan(tile * TreeHash.Length, TreeHash.Length));
    }

    private static byte[] TermsDigest(IReadOnlyList<TermRun> terms)
    {
        var writer = new StatementWriter(TermsTag, 24 + (16 * terms.Count)).U32((uint)terms.Count);
        foreach (var (first, term) in terms) writer.U64(first).U64(term);
        return SHA256.HashData(writer.Span);
    }
}

/// <summary>
/// A snapshot that may be relied on: its chunks are durable in a slot of this node's store, its checkpoint is committed, and
/// the certificate of that is verified.
/// </summary>
/// <param name="Manifest">What it consists of.</param>
/// <param name="Slot">Where its chunks are.</param>
/// <param name="Certificate">Of the checkpoint's entry, with its payload.</param>
internal sealed record SnapshotRecord(SnapshotManifest Manifest, int Slot, CommitCertificate Certificate)
{
    public byte[] Digest { get; } = Manifest.Statement.Digest;

    public ulong Mark => Manifest.Mark;

    /// <summary>Index of the checkpoint's entry.</summary>
    public ulong Checkpoint => Certificate.Index;
}
