using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>What a record says.</summary>
internal enum WalRecordKind : byte
{
    /// <summary>An event.</summary>
    Event = 1,

    /// <summary>An event copied out of a segment that is to go; counts once <see cref="Reclaimed"/> follows.</summary>
    Moved = 2,

    /// <summary>How far an id has come, and up to where its events are deleted.</summary>
    Mark = 3,

    /// <summary>The live events of the oldest segment begin to be moved; copies from an earlier try do not count.</summary>
    Moving = 4,

    /// <summary>All that lived in segments up to this one has been moved; they are no more.</summary>
    Reclaimed = 5,

    /// <summary>The segment ends here; the next one goes on.</summary>
    Sealed = 6,

    /// <summary>The journal was closed in order here.</summary>
    Closed = 7,
}

/// <summary>A record of the journal, to bytes and back (docs/formats.md, "Journal segments").</summary>
internal static class WalRecord
{
    /// <summary>Bytes of the length in front of each record.</summary>
    public const int LengthSize = 4;

    private const int MaxText = ushort.MaxValue;
    private const byte HasTags = 1;
    private const int EventFixed = 1 + 8 + 8 + 4 + 1;

    /// <summary>One event with its length in front. <paramref name="folder"/> is for messages.</summary>
    /// <exception cref="EventStoreException">A text is too long.</exception>
    public static int Measure(string folder, in EventRow row) =>
        checked(LengthSize + EventFixed + TextSize(folder, "the persistence id", row.PersistenceId) + TextSize(folder, "the manifest", row.Manifest)
            + TextSize(folder, "the writer's id", row.WriterUuid) + (row.Tags is null ? 0 : TextSize(folder, "the list of tags", row.Tags)) + row.Message.Length);

    /// <summary>Writes the event to the beginning of a buffer of the measured size or more; returns what is behind it.</summary>
    public static Span<byte> Write(Span<byte> to, scoped in EventRow row, int size)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, size - LengthSize);
        to[4] = (byte)WalRecordKind.Event;
        BinaryPrimitives.WriteInt64BigEndian(to[5..], row.SequenceNr);
        BinaryPrimitives.WriteInt64BigEndian(to[13..], row.Created);
        BinaryPrimitives.WriteInt32BigEndian(to[21..], row.SerializerId);
        to[25] = row.Tags is null ? (byte)0 : HasTags;
        Span<byte> rest = WriteText(to[26..], row.PersistenceId);
        rest = WriteText(rest, row.Manifest);
        rest = WriteText(rest, row.WriterUuid);
        if (row.Tags is not null)
            rest = WriteText(rest, row.Tags);
        row.Message.CopyTo(rest);
        return rest[row.Message.Length..];
    }

    public static byte[] Mark(string persistenceId, long highest, long deletedTo)
    {
        byte[] record = new byte[LengthSize + 17 + 2 + Encoding.UTF8.GetByteCount(persistenceId)];
        BinaryPrimitives.WriteInt32BigEndian(record, record.Length - LengthSize);
        record[4] = (byte)WalRecordKind.Mark;
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(5), highest);
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(13), deletedTo);
        WriteText(record.AsSpan(21), persistenceId);
        return record;
    }

    /// <summary>A record that names a segment.</summary>
    public static byte[] OfSegment(WalRecordKind kind, ulong segment)
    {
        byte[] record = new byte[LengthSize + 9];
        BinaryPrimitives.WriteInt32BigEndian(record, 9);
        record[4] = (byte)kind;
        BinaryPrimitives.WriteUInt64BigEndian(record.AsSpan(5), segment);
        return record;
    }

    /// <summary>A record that is only its kind.</summary>
    public static byte[] Sign(WalRecordKind kind) => [0, 0, 0, 1, (byte)kind];

    private static int TextSize(string folder, string what, string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= MaxText ? 2 + bytes : throw WalErrors.TooLong(folder, what, bytes, MaxText);
    }

    private static Span<byte> WriteText(Span<byte> to, string text)
    {
        int bytes = Encoding.UTF8.GetBytes(text, to[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)bytes);
        return to[(2 + bytes)..];
    }
}
