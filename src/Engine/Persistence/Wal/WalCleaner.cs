using System.Buffers.Binary;
using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Keeps the journal from growing for ever, as a log-structured file system does (Rosenblum and Ousterhout, 1992, section
/// 3): when less than half of the full segments is still needed, the live events of the oldest are copied to the end, a
/// little beside each group, and the segment is deleted once a record that says so is durable. The log is never longer than
/// about twice what is live, plus two segments, and each event is copied a bounded number of times. Only the oldest segment
/// ever goes, so that a missing one is noticed.
/// Used by the thread that writes. Nothing happens while nothing is written.
/// </summary>
internal sealed class WalCleaner(WalOptions options, WalIndex index, WalSegments segments)
{
    // Dead records cost reading alone.
    private const int ReadFactor = 8;

    // Counting what is live goes through all ids of all segments: not for every group.
    private const int Checks = 16;

    private WalSegment? _victim;
    private long _sinceCheck;
    private WalCursor? _cursor;
    private bool _ends;

    /// <summary>Adds to a frame what is to be moved now; the changes join those of the frame.</summary>
    public void AddTo(WalFrameBuffer frame, List<WalChange> changes, WalSegment active)
    {
        if (_victim is null && !TryBegin(frame, changes, active))
            return;
        if (_ends)
            return;
        int most = frame.Length + options.MoveBytes;
        long furthest = _cursor!.Position + (ReadFactor * (long)options.MoveBytes);
        while (frame.Length < most && _cursor.Position < furthest)
        {
            _cursor.Next();
            WalRecordView view = _cursor.View();
            if (view.Kind == WalRecordKind.Sealed)
            {
                End(frame, changes);
                return;
            }

            if (view.IsEvent)
                Move(view, frame, changes);
        }
    }

    /// <summary>The frame is durable. Returns the segment that is no longer needed, if there is one.</summary>
    public WalSegment? OnDurable()
    {
        if (!_ends)
            return null;
        WalSegment? gone = _victim;
        Forget();
        return gone;
    }

    /// <summary>The frame was not written; what was moved with it begins again.</summary>
    public void Forget()
    {
        _victim = null;
        _cursor = null;
        _ends = false;
    }

    private bool TryBegin(WalFrameBuffer frame, List<WalChange> changes, WalSegment active)
    {
        _sinceCheck += frame.Length;
        if (_sinceCheck < options.SegmentSize / Checks)
            return false;
        _sinceCheck = 0;
        IReadOnlyList<WalSegment> all = segments.All;
        long full = 0;
        foreach (WalSegment segment in all)
            full += ReferenceEquals(segment, active) ? 0 : segment.Header.Size;
        if (full == 0 || full <= (2 * index.LiveBytes(active.Number - 1)) + (options.SegmentSize / 2))
            return false;
        _victim = all[0];
        if (index.LiveBytes(_victim.Number) == 0)
        {
            End(frame, changes);
            return true;
        }

        _cursor = new WalCursor(_victim);
        _cursor.SeekStart();
        Add(frame, changes, WalRecord.OfSegment(WalRecordKind.Moving, _victim.Number), new WalChange(WalRecordKind.Moving, "", 0, 0, _victim.Number, 0, 0));
        return true;
    }

    private void Move(in WalRecordView view, WalFrameBuffer frame, List<WalChange> changes)
    {
        string id = Encoding.UTF8.GetString(view.Id);
        if (!index.IsLive(id, view.SequenceNr, _victim!.Number))
            return;
        byte[] copy = new byte[WalRecord.LengthSize + view.Bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(copy, view.Bytes.Length);
        view.Bytes.CopyTo(copy.AsSpan(WalRecord.LengthSize));
        copy[WalRecord.LengthSize] = (byte)WalRecordKind.Moved;
        Add(frame, changes, copy, new WalChange(WalRecordKind.Moved, id, view.SequenceNr, 0, 0, 0, 0));
    }

    // What only this segment may have known of an id is said again, then the segment is given up; one frame, all or nothing.
    private void End(WalFrameBuffer frame, List<WalChange> changes)
    {
        foreach ((string id, long highest, long deletedTo) in index.MarksFor(_victim!.Number))
            Add(frame, changes, WalRecord.Mark(id, highest, deletedTo), new WalChange(WalRecordKind.Mark, id, highest, deletedTo, 0, 0, 0));
        Add(frame, changes, WalRecord.OfSegment(WalRecordKind.Reclaimed, _victim.Number), new WalChange(WalRecordKind.Reclaimed, "", 0, 0, _victim.Number, 0, 0));
        _ends = true;
    }

    private static void Add(WalFrameBuffer frame, List<WalChange> changes, byte[] record, WalChange change)
    {
        changes.Add(change with { Offset = frame.Length, Size = record.Length });
        frame.Add(record);
    }
}
