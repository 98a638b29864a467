using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>A record as it lies in a buffer, without its length. What is not asked for is not decoded.</summary>
internal readonly ref struct WalRecordView
{
    private const int EventPrefix = 22;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _idAt;
    private readonly int _idLength;

    private WalRecordView(ReadOnlySpan<byte> bytes, int idAt, int idLength)
    {
        _bytes = bytes;
        _idAt = idAt;
        _idLength = idLength;
    }

    public WalRecordKind Kind => (WalRecordKind)_bytes[0];

    public bool IsEvent => Kind is WalRecordKind.Event or WalRecordKind.Moved;

    /// <summary>Of an event its sequence number, of a mark the highest one.</summary>
    public long SequenceNr => BinaryPrimitives.ReadInt64BigEndian(_bytes[1..]);

    public long DeletedTo => BinaryPrimitives.ReadInt64BigEndian(_bytes[9..]);

    public ulong Segment => BinaryPrimitives.ReadUInt64BigEndian(_bytes[1..]);

    public ReadOnlySpan<byte> Id => _bytes.Slice(_idAt, _idLength);

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>False if the bytes are no record.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out WalRecordView view)
    {
        view = default;
        if (bytes.IsEmpty)
            return false;
        switch ((WalRecordKind)bytes[0])
        {
            case WalRecordKind.Event or WalRecordKind.Moved:
                return TryParseNamed(bytes, EventPrefix, exact: false, out view) && SequenceIsRight(bytes) && view.TryLayout(out _);
            case WalRecordKind.Mark:
                return TryParseNamed(bytes, 17, exact: true, out view);
            case WalRecordKind.Moving or WalRecordKind.Reclaimed when bytes.Length == 9:
            case WalRecordKind.Sealed or WalRecordKind.Closed when bytes.Length == 1:
                view = new WalRecordView(bytes, 0, 0);
                return true;
            default:
                return false;
        }
    }

    public EventRow ToRow(string id)
    {
        if (!TryLayout(out Layout at))
            throw new InvalidOperationException("A record is parsed before it is read.");
        return new EventRow(
            id,
            SequenceNr,
            BinaryPrimitives.ReadInt64BigEndian(_bytes[9..]),
            _bytes[at.Message..].ToArray(),
            Text(at.Manifest),
            BinaryPrimitives.ReadInt32BigEndian(_bytes[17..]),
            at.Tags < 0 ? null : Text(at.Tags),
            Text(at.Writer));
    }

    private static bool SequenceIsRight(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) > 0;

    private static bool TryParseNamed(ReadOnlySpan<byte> bytes, int idAt, bool exact, out WalRecordView view)
    {
        view = default;
        int end = End(bytes, idAt);
        if (end < 0 || (exact && end != bytes.Length))
            return false;
        view = new WalRecordView(bytes, idAt + 2, end - idAt - 2);
        return true;
    }

    private bool TryLayout(out Layout layout)
    {
        layout = default;
        int manifest = _idAt + _idLength;
        int writer = End(_bytes, manifest);
        int after = End(_bytes, writer);
        bool tagged = _bytes[21] != 0;
        int message = tagged ? End(_bytes, after) : after;
        if (message < 0)
            return false;
        layout = new Layout(manifest, writer, tagged ? after : -1, message);
        return true;
    }

    // Where the text at this place ends; -1 if it is not whole.
    private static int End(ReadOnlySpan<byte> bytes, int at)
    {
        if (at < 0 || at + 2 > bytes.Length)
            return -1;
        int end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        return end <= bytes.Length ? end : -1;
    }

    private string Text(int at) => Encoding.UTF8.GetString(_bytes.Slice(at + 2, BinaryPrimitives.ReadUInt16BigEndian(_bytes[at..])));

    private readonly record struct Layout(int Manifest, int Writer, int Tags, int Message);
}
