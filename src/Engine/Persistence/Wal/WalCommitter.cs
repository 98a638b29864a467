namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Makes one frame of a group of requests, and completes them once it is durable. Who calls it decides what happens between
/// the two steps: a thread nothing, a simulation the time that a disk takes.
///
/// Invariants:
/// 1. requests are completed in the order of submission;
/// 2. completion without error follows the sync that made the request durable;
/// 3. once an append of an id has failed, all later ones of that id fail until its highest number is asked for;
/// 4. after an input/output error nothing is written any more, and no highest number is told: it is not known.
/// </summary>
internal sealed class WalCommitter
{
    private readonly WalFolder _folder;
    private readonly WalLog _log;
    private readonly WalIndex _index;
    private readonly WalSegments _segments;
    private readonly WalCleaner _cleaner;
    private readonly List<WalChange> _changes = [];
    private readonly Dictionary<string, long> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Exception> _gaps = new(StringComparer.Ordinal);
    private EventStoreException? _halted;
    private (WalSegment Segment, uint Start)? _written;

    public WalCommitter(WalFolder folder, WalLog log, WalIndex index, WalSegments segments, WalCleaner cleaner)
    {
        _folder = folder;
        _log = log;
        _index = index;
        _segments = segments;
        _cleaner = cleaner;
    }

    public WalFrameBuffer Frame { get; } = new();

    /// <summary>Groups that were synced.</summary>
    public long Commits { get; private set; }

    /// <summary>First step: everything is handed to the operating system.</summary>
    public void Write(IReadOnlyList<WalRequest> group)
    {
        Frame.Clear();
        _changes.Clear();
        _pending.Clear();
        _written = null;
        for (int i = 0; i < group.Count; i++)
            Prepare(group[i]);
        if (Frame.Count == 0)
            return;
        try
        {
            _cleaner.AddTo(Frame, _changes, _log.Active);
            _written = _log.Write(Frame);
        }
        catch (Exception e)
        {
            Fail(group, e);
        }
    }

    /// <summary>Second step: it is durable, or failed, and all are told.</summary>
    public void Finish(IReadOnlyList<WalRequest> group)
    {
        if (_written is { } at)
        {
            try
            {
                _log.Sync();
                Commits++;
                _index.Apply(at.Segment.Number, at.Start, _changes);
                Drop(_cleaner.OnDurable());
            }
            catch (EventStoreException e)
            {
                Fail(group, e);
            }
        }

        for (int i = 0; i < group.Count; i++)
            group[i].Finish(this);
    }

    /// <summary>Closes the log after the last group.</summary>
    public void Close()
    {
        try
        {
            _log.Close(_halted is null);
        }
        catch (EventStoreException e)
        {
            _halted ??= e;
        }
    }

    public void Note(in WalChange change)
    {
        _changes.Add(change);
        if (change.Kind == WalRecordKind.Event)
            _pending[change.Id] = change.SequenceNr;
    }

    /// <summary>How far an id has come, with what the group under way adds.</summary>
    public (long Highest, long DeletedTo) StateOf(string id)
    {
        (long highest, long deletedTo) = _index.StateOf(id);
        return (_pending.TryGetValue(id, out long pending) ? pending : highest, deletedTo);
    }

    public long Recover(string id)
    {
        if (_halted is not null)
            throw WalErrors.Halted(_folder.Path, _halted);
        _gaps.Remove(id);
        return _index.StateOf(id).Highest;
    }

    public void CheckAscending(string id, IReadOnlyList<EventRow> rows)
    {
        long highest = StateOf(id).Highest;
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].SequenceNr <= highest)
                throw WalErrors.WrittenTwice(_folder.Path, id, rows[i].SequenceNr, highest);
            highest = rows[i].SequenceNr;
        }
    }

    private void Prepare(WalRequest request)
    {
        if (request.Error is EventStoreException already)
            Refuse(request, already);
        else if (_halted is not null && request.Writes)
            request.Error = WalErrors.Halted(_folder.Path, _halted);
        else if (request.Writer is { } id && _gaps.TryGetValue(id, out Exception? cause))
            request.Error = WalErrors.GapBefore(_folder.Path, id, cause);
        if (request.Error is not null)
            return;
        try
        {
            request.Prepare(this);
        }
        catch (EventStoreException e)
        {
            Refuse(request, e);
        }
    }

    private void Fail(IReadOnlyList<WalRequest> group, Exception e)
    {
        EventStoreException error = WalErrors.From(_folder.Path, e);
        if (WalErrors.IsFatal(error))
            _halted ??= error;
        _cleaner.Forget();
        _written = null;
        for (int i = 0; i < group.Count; i++)
        {
            if (group[i].Writes && group[i].Error is null)
                Refuse(group[i], error);
        }
    }

    private void Refuse(WalRequest request, EventStoreException error)
    {
        request.Error = error;
        if (request.Writer is { } id)
            _gaps[id] = error;
    }

    private void Drop(WalSegment? segment)
    {
        if (segment is null)
            return;
        _segments.Remove(segment);
        try
        {
            _folder.Delete(WalFolder.NameOf(segment.Number, WalFolder.SegmentSuffix));
        }
        catch (EventStoreException e)
        {
            // The group is durable. But files must go one after the other, and this one may come back.
            _halted ??= e;
        }
    }
}
