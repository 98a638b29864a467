using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>The digest of one part of the state: of its name, its length and the hashes of its chunks.</summary>
/// <param name="Name">The part.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Digest">32 bytes.</param>
internal sealed record PartDigest(string Name, ulong Length, byte[] Digest);

/// <summary>
/// What a <see cref="EntryKind.Checkpoint"/> entry says: "after entry m (the mark), the state had these digests, the log this
/// tree, and these voters were in force". A replica that finds otherwise of itself must not go on; a snapshot is worth exactly
/// what the certificate of this entry is. Layout in docs/formats.md; fixed for ever under its tag.
/// </summary>
internal sealed class CheckpointStatement
{
    public const string Tag = "AKFED-CHECKPT-V1";

    /// <summary>The most parts that a state may have.</summary>
    public const int MaxParts = 32;

    private CheckpointStatement(byte[] bytes) => Bytes = bytes;

    /// <summary>The payload of the entry.</summary>
    public byte[] Bytes { get; }

    /// <summary>Index of the mark; the state is that after this entry, and the tree has so many leaves.</summary>
    public ulong Mark { get; private init; }

    /// <summary>Term of the mark.</summary>
    public ulong MarkTerm { get; private init; }

    /// <summary>Log time of the mark.</summary>
    public ulong Time { get; private init; }

    /// <summary>The configuration in force at the mark.</summary>
    public ulong Epoch { get; private init; }

    /// <summary>Root of the history tree over entries 1 to the mark.</summary>
    public byte[] Root { get; private init; } = [];

    /// <summary>Digest of where each term of the log begins, up to the mark.</summary>
    public byte[] Terms { get; private init; } = [];

    /// <summary>Ascending by name.</summary>
    public IReadOnlyList<PartDigest> Parts { get; private init; } = [];

    /// <summary>Names the checkpoint, and every piece of its snapshot.</summary>
    public byte[] Digest => SHA256.HashData(Bytes);

    /// <exception cref="ArgumentException">Wrong lengths, too many parts, or parts that do not ascend.</exception>
    public static CheckpointStatement Create(
        ulong mark, ulong markTerm, ulong time, ulong epoch, byte[] root, byte[] terms, IEnumerable<PartDigest> parts)
    {
        var sorted = parts.OrderBy(p => p.Name, StringComparer.Ordinal).ToArray();
        var writer = new StatementWriter(Tag).U64(mark).U64(markTerm).U64(time).U64(epoch).Bytes(root).Bytes(terms).U16((ushort)sorted.Length);
        foreach (var part in sorted) writer.Text(part.Name).U64(part.Length).Bytes(part.Digest);
        return TryRead(writer.ToArray(), out var statement, out var error) ? statement : throw new ArgumentException(error, nameof(parts));
    }

    /// <summary>Reads a payload from untrusted bytes; <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out CheckpointStatement statement, out string error)
    {
        var reader = new StatementReader(bytes, Tag);
        var (mark, markTerm, time, epoch) = (reader.U64(), reader.U64(), reader.U64(), reader.U64());
        var (root, terms) = (reader.Bytes(TreeHash.Length).ToArray(), reader.Bytes(TreeHash.Length).ToArray());
        var parts = ReadParts(ref reader);
        if (!reader.Failed && mark == 0) reader.Fail("entries are counted from 1");
        if (!reader.Failed && epoch > mark) reader.Fail($"epoch {epoch} comes after the mark {mark}");
        var read = reader.Finish(out error);
        statement = new CheckpointStatement(bytes.ToArray())
        {
            Mark = mark, MarkTerm = markTerm, Time = time, Epoch = epoch, Root = root, Terms = terms, Parts = parts,
        };
        return read;
    }

    /// <summary>In what another statement about the same mark differs; null if in nothing.</summary>
    public string? Difference(CheckpointStatement other)
    {
        if (Bytes.AsSpan().SequenceEqual(other.Bytes)) return null;
        if (Mark != other.Mark) return $"the mark ({Mark} and {other.Mark})";
        if (!Root.AsSpan().SequenceEqual(other.Root)) return "the log itself";
        if (MarkTerm != other.MarkTerm || Time != other.Time || !Terms.AsSpan().SequenceEqual(other.Terms)) return "the terms of the log";
        if (Epoch != other.Epoch) return $"the configuration ({Epoch} and {other.Epoch})";
        foreach (var name in Parts.Concat(other.Parts).Select(p => p.Name).Distinct().Order(StringComparer.Ordinal))
        {
            var (mine, its) = (Parts.FirstOrDefault(p => p.Name == name), other.Parts.FirstOrDefault(p => p.Name == name));
            if (mine is null || its is null) return $"part '{name}', which only one of the two has";
            if (!mine.Digest.AsSpan().SequenceEqual(its.Digest)) return $"part '{name}'";
        }

        return "its bytes";
    }

    private static List<PartDigest> ReadParts(ref StatementReader reader)
    {
        int count = reader.U16();
        if (!reader.Failed && count > MaxParts) reader.Fail($"{count} parts where at most {MaxParts} may be");
        var parts = new List<PartDigest>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var part = new PartDigest(reader.Text(16), reader.U64(), reader.Bytes(32).ToArray());
            if (!reader.Failed && !ReplicatedState.IsName(part.Name)) reader.Fail("a part's name is none");
            if (!reader.Failed && i > 0 && string.CompareOrdinal(part.Name, parts[^1].Name) <= 0) reader.Fail("the parts are not strictly ascending");
            parts.Add(part);
        }

        return parts;
    }
}
