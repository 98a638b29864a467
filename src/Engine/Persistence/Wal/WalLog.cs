namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// The end of the journal: frames are appended to the newest segment, one at a time, each synced before the next is
/// written. Used by one thread at a time.
///
/// Invariants:
/// 1. there is at most one frame that was written and not synced;
/// 2. a segment is sealed, and that synced, only once the next one is there to stay;
/// 3. after a failed write or sync nothing is written any more: what the disk holds is not known then.
/// Left out: reuse of old segments; they are deleted, and new ones are filled with zeros ahead of need.
/// </summary>
internal sealed class WalLog
{
    private readonly WalFolder _folder;
    private readonly WalIndex _index;
    private readonly WalSegments _segments;
    private readonly Func<Func<WalSegment>, Task<WalSegment>> _ahead;
    private readonly Guid _log;
    private readonly WalFrameBuffer _seal = new();
    private Task<WalSegment>? _next;
    private WalSegment _active;
    private uint _block;
    private ulong _frame;
    private uint _written;

    /// <param name="ahead">Makes the next segment while this one is being filled; may do it at once.</param>
    public WalLog(WalFolder folder, WalRecovered found, WalIndex index, WalSegments segments, Func<Func<WalSegment>, Task<WalSegment>> ahead)
    {
        _folder = folder;
        _index = index;
        _segments = segments;
        _ahead = ahead;
        _log = found.Log;
        _active = found.Segments[^1];
        _block = found.Next;
        _frame = found.Frame;
        if (found.Spare is { } spare)
            _next = Task.FromResult(spare);
    }

    /// <summary>Frames that are durable.</summary>
    public ulong Frames => _frame - 1;

    public WalSegment Active => _active;

    /// <summary>
    /// Writes a frame without syncing it. Returns where it begins. An exception that is not fatal
    /// (<see cref="WalErrors.IsFatal"/>) means that nothing was written.
    /// </summary>
    public (WalSegment Segment, uint Start) Write(WalFrameBuffer frame)
    {
        // One block stays free for the seal.
        if (_block + (long)frame.Blocks + 1 > _active.Blocks)
            Advance(frame.Blocks);
        uint start = _block;
        Put(frame);
        if (_next is null && _block + _written > _active.Blocks / 2)
            _next = MakeAhead();
        return (_active, start);
    }

    /// <summary>Returns when the frame is durable.</summary>
    public void Sync()
    {
        try
        {
            _active.File.Sync();
        }
        catch (Exception e)
        {
            throw Fatal(e);
        }

        _block += _written;
        _written = 0;
        _frame++;
    }

    /// <summary>Ends the life of the log in order, if it is healthy.</summary>
    public void Close(bool healthy)
    {
        if (healthy && _block < _active.Blocks - 1)
        {
            _seal.Clear();
            _seal.Add(WalRecord.Sign(WalRecordKind.Closed));
            Put(_seal);
            Sync();
        }

        if (_next is not null)
            Spare()?.Release();
    }

    private void Advance(int blocks)
    {
        WalSegment next = Next(blocks);
        _seal.Clear();
        _seal.Add(WalRecord.Sign(WalRecordKind.Sealed));
        Put(_seal);
        Sync();
        _segments.Add(next);
        _next = null;
        _active = next;
        _block = 1;
    }

    private WalSegment Next(int blocks)
    {
        long needed = blocks + 2L;
        if (Spare() is { } spare)
        {
            if (spare.Blocks >= needed)
                return spare;

            // A write so large is rare; the spare gives way to a segment of its size.
            spare.Release();
            _next = null;
            _folder.Delete(WalFolder.NameOf(spare.Number, WalFolder.SegmentSuffix));
        }

        return MakeNext(needed)();
    }

    // What went wrong ahead of time is tried again when it is needed.
    private WalSegment? Spare()
    {
        if (_next is null)
            return null;
        try
        {
            return _next.GetAwaiter().GetResult();
        }
        catch (EventStoreException)
        {
            _next = null;
            return null;
        }
    }

    // The frame is written by now: that there is no room for a segment is no failure of the frame, whoever makes it at once.
    private Task<WalSegment> MakeAhead()
    {
        try
        {
            return _ahead(MakeNext(0));
        }
        catch (EventStoreException e)
        {
            return Task.FromException<WalSegment>(e);
        }
    }

    private Func<WalSegment> MakeNext(long blocks)
    {
        ulong number = _active.Number + 1;
        ulong first = _index.ReclaimedTo + 1;
        return () => _folder.Create(_log, number, first, blocks);
    }

    private void Put(WalFrameBuffer frame)
    {
        ReadOnlySpan<byte> bytes = frame.Seal(_active.Seed, _block, _frame);
        try
        {
            _active.File.Write((long)_block * WalBlock.Size, bytes);
        }
        catch (Exception e)
        {
            throw Fatal(e);
        }

        _written = (uint)frame.Blocks;
    }

    // Whatever the reason: part of the frame may be on the disk, so the place cannot be written again.
    private EventStoreException Fatal(Exception e)
    {
        EventStoreException known = WalErrors.From(_active.Path, e);
        return WalErrors.IsFatal(known) ? known : new EventStoreException(EventStoreFault.Disk, _active.Path, known.Message, e);
    }
}
