using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>The open segments of a journal, oldest first, and the reading of events from them. Thread-safe.</summary>
internal sealed class WalSegments(WalIndex index)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, WalSegment> _open = [];

    public IReadOnlyList<WalSegment> All
    {
        get
        {
            lock (_gate)
                return [.. _open.Values];
        }
    }

    public void Add(WalSegment segment)
    {
        lock (_gate)
            _open.Add(segment.Number, segment);
    }

    public void Remove(WalSegment segment)
    {
        lock (_gate)
            _open.Remove(segment.Number);
        segment.Release();
    }

    public void Replay(string persistenceId, long from, long to, long max, Action<EventRow> row)
    {
        byte[] id = Encoding.UTF8.GetBytes(persistenceId);
        long next = from;
        while (max > 0 && next <= to)
        {
            (WalRun[] runs, long deletedTo) = index.Find(persistenceId, next, to);
            next = Math.Max(next, deletedTo + 1);
            long before = next;
            foreach (WalRun run in runs)
            {
                if (max <= 0 || Hold(run.Place.Segment) is not { } segment)
                    break;
                try
                {
                    Read(segment, run, id, persistenceId, to, ref next, ref max, row);
                }
                finally
                {
                    segment.Release();
                }
            }

            // Nothing left; where a segment went away meanwhile, the index has the new places.
            if (runs.Length == 0 || (next == before && Find(runs[0].Place.Segment) is not null))
                return;
        }
    }

    private static void Read(
        WalSegment segment, in WalRun run, byte[] id, string persistenceId, long to, ref long next, ref long max, Action<EventRow> row)
    {
        var cursor = new WalCursor(segment);
        cursor.Seek(run.Place.Position);
        while (max > 0 && next <= to && next <= run.Last)
        {
            cursor.Next();
            WalRecordView view = cursor.View();
            if (!view.IsEvent || view.SequenceNr < run.First || view.SequenceNr > run.Last || !view.Id.SequenceEqual(id))
                continue;
            if (view.SequenceNr >= next && view.SequenceNr <= to)
            {
                row(view.ToRow(persistenceId));
                max--;
            }

            next = Math.Max(next, view.SequenceNr + 1);
            if (view.SequenceNr == run.Last)
                return;
        }
    }

    private WalSegment? Hold(ulong number) => Find(number) is { } segment && segment.TryHold() ? segment : null;

    private WalSegment? Find(ulong number)
    {
        lock (_gate)
            return _open.GetValueOrDefault(number);
    }
}
