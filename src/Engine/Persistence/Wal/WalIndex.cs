namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Where the events of each id lie, in memory, and how much of each segment is still needed. Sparse: one entry for a stretch
/// of 64 KiB, so that its size follows the bytes on the disk, not the number of events. Thread-safe.
///
/// Invariants:
/// 1. the runs of an id ascend and do not overlap; none lies wholly at or below what is deleted;
/// 2. the highest number of an id never goes down;
/// 3. copies of moved events become visible when the segment that they came from is reclaimed, never both.
/// Left out: forgetting an id; its highest number is remembered for good.
/// </summary>
internal sealed class WalIndex
{
    private const long Stretch = 64 * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _ids = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ulong, Dictionary<string, Use>> _uses = [];
    private readonly List<Entry> _moving = [];

    /// <summary>Segments up to this one are no more.</summary>
    public ulong ReclaimedTo { get; private set; }

    public (long Highest, long DeletedTo) StateOf(string id)
    {
        lock (_gate)
            return _ids.TryGetValue(id, out Entry? entry) ? (entry.Highest, entry.DeletedTo) : (0, 0);
    }

    /// <summary>Takes note of a frame that is durable.</summary>
    public void Apply(ulong segment, uint start, IReadOnlyList<WalChange> changes)
    {
        lock (_gate)
        {
            for (int i = 0; i < changes.Count; i++)
                Apply(changes[i], WalPlace.Of(segment, start, changes[i].Offset));
        }
    }

    /// <summary>The runs with live events in [from, to], ascending, and up to where the id's events are deleted.</summary>
    public (WalRun[] Runs, long DeletedTo) Find(string id, long from, long to)
    {
        lock (_gate)
        {
            if (!_ids.TryGetValue(id, out Entry? entry))
                return ([], 0);
            long least = Math.Max(from, entry.DeletedTo + 1);
            int begin = entry.IndexOf(least);
            int end = begin;
            while (end < entry.Runs.Count && entry.Runs[end].First <= to)
                end++;
            return (entry.Runs.GetRange(begin, end - begin).ToArray(), entry.DeletedTo);
        }
    }

    /// <summary>Whether this record is what a reader would be given for the event.</summary>
    public bool IsLive(string id, long sequenceNr, ulong segment)
    {
        lock (_gate)
        {
            if (!_ids.TryGetValue(id, out Entry? entry) || sequenceNr <= entry.DeletedTo)
                return false;
            int at = entry.IndexOf(sequenceNr);
            return at < entry.Runs.Count && entry.Runs[at].First <= sequenceNr && entry.Runs[at].Place.Segment == segment;
        }
    }

    /// <summary>Bytes of events in these segments that are still needed, about: an id's events count as equal in size.</summary>
    public long LiveBytes(ulong upTo)
    {
        lock (_gate)
        {
            double live = 0;
            foreach ((ulong segment, Dictionary<string, Use> uses) in _uses)
            {
                if (segment > upTo)
                    break;
                foreach ((string id, Use use) in uses)
                    live += use.LiveBytes(_ids[id].DeletedTo);
            }

            return (long)Math.Ceiling(live);
        }
    }

    /// <summary>Marks for every id that the segment speaks of: what only it may know of them.</summary>
    public IReadOnlyList<(string Id, long Highest, long DeletedTo)> MarksFor(ulong segment)
    {
        lock (_gate)
        {
            var marks = new List<(string, long, long)>();
            if (_uses.TryGetValue(segment, out Dictionary<string, Use>? uses))
            {
                foreach (string id in uses.Keys)
                    marks.Add((id, _ids[id].Highest, _ids[id].DeletedTo));
            }

            return marks;
        }
    }

    /// <summary>What was moved without the end of it: the originals count.</summary>
    public void ForgetMoves()
    {
        lock (_gate)
            ForgetMoved();
    }

    public void CheckInvariants()
    {
        lock (_gate)
        {
            foreach ((string id, Entry entry) in _ids)
            {
                long last = 0;
                foreach (WalRun run in entry.Runs)
                {
                    if (run.First <= last || run.Last < run.First || run.Last <= entry.DeletedTo)
                        throw new InvalidOperationException($"Invariant 1 is broken for '{id}' at {run}.");
                    last = run.Last;
                }

                if (last > entry.Highest || entry.DeletedTo > entry.Highest)
                    throw new InvalidOperationException($"Invariant 2 is broken for '{id}': {last}, {entry.DeletedTo} above {entry.Highest}.");
            }
        }
    }

    private void Apply(in WalChange change, WalPlace place)
    {
        switch (change.Kind)
        {
            case WalRecordKind.Event:
                Entry entry = EntryOf(change.Id);
                entry.Highest = Math.Max(entry.Highest, change.SequenceNr);
                if (entry.Runs.Count == 0 || change.SequenceNr > entry.Runs[^1].Last)
                    entry.Add(entry.Runs, change.SequenceNr, place, Stretch);
                Note(place.Segment, change);
                break;
            case WalRecordKind.Moved:
                Entry moved = EntryOf(change.Id);
                moved.Highest = Math.Max(moved.Highest, change.SequenceNr);
                if (moved.Moved.Count == 0)
                    _moving.Add(moved);
                moved.Add(moved.Moved, change.SequenceNr, place, Stretch);
                Note(place.Segment, change);
                break;
            case WalRecordKind.Mark:
                Entry marked = EntryOf(change.Id);
                marked.Highest = Math.Max(marked.Highest, change.SequenceNr);
                marked.DeleteTo(change.DeletedTo);
                Note(place.Segment, change with { SequenceNr = 0, Size = 0 });
                break;
            case WalRecordKind.Moving:
                ForgetMoved();
                break;
            case WalRecordKind.Reclaimed:
                Reclaim(change.Segment);
                break;
            case WalRecordKind.Sealed or WalRecordKind.Closed:
                break;
        }
    }

    private void Reclaim(ulong segment)
    {
        ReclaimedTo = Math.Max(ReclaimedTo, segment);
        while (_uses.Count > 0 && _uses.First() is var oldest && oldest.Key <= segment)
        {
            foreach (string id in oldest.Value.Keys)
                _ids[id].Runs.RemoveAll(r => r.Place.Segment <= segment);
            _uses.Remove(oldest.Key);
        }

        foreach (Entry entry in _moving)
            entry.TakeMoved();
        _moving.Clear();
    }

    private void ForgetMoved()
    {
        foreach (Entry entry in _moving)
            entry.Moved.Clear();
        _moving.Clear();
    }

    private Entry EntryOf(string id)
    {
        if (!_ids.TryGetValue(id, out Entry? entry))
            _ids.Add(id, entry = new Entry());
        return entry;
    }

    private void Note(ulong segment, in WalChange change)
    {
        if (!_uses.TryGetValue(segment, out Dictionary<string, Use>? uses))
            _uses.Add(segment, uses = new Dictionary<string, Use>(StringComparer.Ordinal));
        uses[change.Id] = uses.TryGetValue(change.Id, out Use use) ? use.With(change) : Use.Of(change);
    }

    /// <summary>How much of a segment an id has.</summary>
    private readonly record struct Use(long Least, long Most, long Bytes)
    {
        public static Use Of(in WalChange change) => new(change.SequenceNr, change.SequenceNr, change.Size);

        public Use With(in WalChange change) => change.SequenceNr == 0
            ? this
            : new Use(Least == 0 ? change.SequenceNr : Math.Min(Least, change.SequenceNr), Math.Max(Most, change.SequenceNr), Bytes + change.Size);

        public double LiveBytes(long deletedTo)
        {
            long live = Most - Math.Max(deletedTo, Least - 1);
            return live <= 0 ? 0 : (double)Bytes * live / (Most - Least + 1);
        }
    }

    private sealed class Entry
    {
        public long Highest { get; set; }

        public long DeletedTo { get; private set; }

        public List<WalRun> Runs { get; private set; } = [];

        public List<WalRun> Moved { get; } = [];

        public void Add(List<WalRun> runs, long sequenceNr, WalPlace place, long stretch)
        {
            if (sequenceNr <= DeletedTo)
                return;
            if (runs.Count > 0 && runs[^1] is var last && last.Last + 1 == sequenceNr && last.Place.Segment == place.Segment && place.Position - last.Place.Position < stretch)
                runs[^1] = last with { Last = sequenceNr };
            else
                runs.Add(new WalRun(sequenceNr, sequenceNr, place));
        }

        /// <summary>The first run that ends at or above the number.</summary>
        public int IndexOf(long sequenceNr)
        {
            int low = 0;
            int high = Runs.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Runs[middle].Last < sequenceNr)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }

        public void DeleteTo(long sequenceNr)
        {
            if (sequenceNr <= DeletedTo)
                return;
            DeletedTo = sequenceNr;
            Runs.RemoveRange(0, IndexOf(sequenceNr + 1));
        }

        // Copies come in the order in which they lay, which after an earlier move is not that of their numbers; and twice
        // where an earlier move was broken off.
        public void TakeMoved()
        {
            List<WalRun> all = [.. Moved, .. Runs];
            all.Sort((a, b) => a.First != b.First ? a.First.CompareTo(b.First) : a.Last.CompareTo(b.Last));
            Runs = new List<WalRun>(all.Count);
            long covered = DeletedTo;
            foreach (WalRun run in all)
            {
                if (run.Last <= covered)
                    continue;
                Runs.Add(run.First > covered || Runs.Count == 0 ? run : run with { First = covered + 1 });
                covered = run.Last;
            }

            Moved.Clear();
        }
    }
}
