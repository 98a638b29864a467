using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The 133 bytes of an entry that the history tree hashes. Only the hash of the payload is in it, so that a proof of an
/// entry does not have to show what the entry says. Layout in docs/formats.md; fixed for ever under its tag.
/// </summary>
internal sealed record Leaf
{
    public const int Length = 133;
    public const string Tag = "AKFED-LEAF-V0001";

    public required ulong Index { get; init; }

    public required ulong Term { get; init; }

    public required ulong Time { get; init; }

    public required EntryKind Kind { get; init; }

    public required byte[] OriginHash { get; init; }

    public required ulong Session { get; init; }

    public required ulong ProposalTerm { get; init; }

    public required ulong Seq { get; init; }

    public required uint PayloadLength { get; init; }

    public required byte[] PayloadHash { get; init; }

    /// <summary>Writes the leaf of an entry; <paramref name="originHash"/> is the origin's, or 32 zeros.</summary>
    public static void Write(LogEntry entry, ReadOnlySpan<byte> originHash, Span<byte> leaf)
    {
        Encoding.ASCII.GetBytes(Tag, leaf);
        BinaryPrimitives.WriteUInt64BigEndian(leaf[16..], entry.Index);
        BinaryPrimitives.WriteUInt64BigEndian(leaf[24..], entry.Term);
        BinaryPrimitives.WriteUInt64BigEndian(leaf[32..], entry.Time);
        leaf[40] = (byte)entry.Kind;
        originHash.CopyTo(leaf[41..73]);
        BinaryPrimitives.WriteUInt64BigEndian(leaf[73..], entry.Session);
        BinaryPrimitives.WriteUInt64BigEndian(leaf[81..], entry.ProposalTerm);
        BinaryPrimitives.WriteUInt64BigEndian(leaf[89..], entry.Seq);
        BinaryPrimitives.WriteUInt32BigEndian(leaf[97..], (uint)entry.Payload.Length);
        SHA256.HashData(entry.Payload.Span, leaf[101..133]);
    }

    public static byte[] Of(LogEntry entry)
    {
        var leaf = new byte[Length];
        Write(entry, entry.Origin.IsEmpty ? new byte[32] : entry.Origin.Hash(), leaf);
        return leaf;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Leaf leaf, out string error)
    {
        var reader = new StatementReader(bytes, Tag);
        leaf = new Leaf
        {
            Index = reader.U64(),
            Term = reader.U64(),
            Time = reader.U64(),
            Kind = (EntryKind)reader.U8(),
            OriginHash = reader.Bytes(32).ToArray(),
            Session = reader.U64(),
            ProposalTerm = reader.U64(),
            Seq = reader.U64(),
            PayloadLength = reader.U32(),
            PayloadHash = reader.Bytes(32).ToArray(),
        };
        if (!reader.Failed && !EntryKinds.IsKnown(leaf.Kind)) reader.Fail($"entry kind {(byte)leaf.Kind} is not known");
        if (!reader.Failed && leaf.Index == 0) reader.Fail("entries are counted from 1");
        return reader.Finish(out error);
    }
}
