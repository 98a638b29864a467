using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>What the beginning of a snapshot file says.</summary>
internal sealed record WalSnapshotHeader(
    string PersistenceId, long SequenceNr, long Created, string Manifest, int SerializerId, int HeaderLength, int Length, uint Crc);

/// <summary>A snapshot to a file's bytes and back (docs/formats.md, "Snapshot files").</summary>
internal static class WalSnapshotFile
{
    public const int LengthAt = 16;
    public const int MinHeader = 56;
    public const int MaxHeader = MinHeader + (2 * ushort.MaxValue);

    private static ReadOnlySpan<byte> Tag => "AKFED-WAL-SNP-V1"u8;

    public static byte[] Encode(SnapshotRow row)
    {
        byte[] id = Encoding.UTF8.GetBytes(row.PersistenceId);
        byte[] manifest = Encoding.UTF8.GetBytes(row.Manifest);
        int header = MinHeader + id.Length + manifest.Length;
        byte[] file = new byte[checked(header + row.Snapshot.Length)];
        Tag.CopyTo(file);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(LengthAt), header);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), row.Snapshot.Length);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(24), WalBlock.Crc32C(row.Snapshot));
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(28), row.SequenceNr);
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(36), row.Created);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(44), row.SerializerId);
        int at = 48 + Put(file.AsSpan(48), id);
        at += Put(file.AsSpan(at), manifest);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), WalBlock.Crc32C(file.AsSpan(0, at)));
        row.Snapshot.CopyTo(file.AsSpan(header));
        return file;
    }

    /// <summary>Reads the header alone, whatever the size of the snapshot.</summary>
    public static WalSnapshotHeader ReadHeader(string path, IFile file)
    {
        byte[] start = new byte[LengthAt + 4];
        if (file.Read(0, start) < start.Length || !start.AsSpan().StartsWith(Tag))
            throw WalErrors.Corrupt(path, 0, "it does not begin as a snapshot does");
        int length = BinaryPrimitives.ReadInt32BigEndian(start.AsSpan(LengthAt));
        if (length is < MinHeader or > MaxHeader)
            throw WalErrors.Corrupt(path, LengthAt, "its header has an impossible length");
        byte[] header = new byte[length];
        if (file.Read(0, header) < length || BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(length - 4)) != WalBlock.Crc32C(header.AsSpan(0, length - 4)))
            throw WalErrors.Corrupt(path, 0, "its header fails its check sum");
        WalSnapshotHeader decoded = Decode(header);
        if (decoded.Length < 0 || file.Length != decoded.HeaderLength + (long)decoded.Length)
            throw WalErrors.Corrupt(path, Math.Min(file.Length, length), "it has another length than its header says");
        return decoded;
    }

    public static SnapshotRow Read(string path, IFile file)
    {
        WalSnapshotHeader header = ReadHeader(path, file);
        byte[] snapshot = new byte[header.Length];
        if (file.Read(header.HeaderLength, snapshot) < snapshot.Length || WalBlock.Crc32C(snapshot) != header.Crc)
            throw WalErrors.Corrupt(path, header.HeaderLength, "the snapshot fails its check sum");
        return new SnapshotRow(header.PersistenceId, header.SequenceNr, header.Created, snapshot, header.Manifest, header.SerializerId);
    }

    private static WalSnapshotHeader Decode(byte[] header)
    {
        int idLength = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(48));
        int manifestAt = 50 + idLength;
        return new WalSnapshotHeader(
            Encoding.UTF8.GetString(header, 50, idLength),
            BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(28)),
            BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(36)),
            Encoding.UTF8.GetString(header, manifestAt + 2, BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(manifestAt))),
            BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(44)),
            header.Length,
            BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20)),
            BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(24)));
    }

    private static int Put(Span<byte> to, byte[] text)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, checked((ushort)text.Length));
        text.CopyTo(to[2..]);
        return 2 + text.Length;
    }
}
