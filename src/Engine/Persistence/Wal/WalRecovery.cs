namespace AkkaFederation.Engine.Persistence;

/// <summary>What is found in the folder of a journal at its start, read and repaired.</summary>
/// <param name="Log">Names the journal.</param>
/// <param name="Segments">All that are needed, oldest first; the last one is written to.</param>
/// <param name="Spare">A segment made ahead, still empty; null if there is none.</param>
/// <param name="Next">The block to write to.</param>
/// <param name="Frame">The number of the next frame.</param>
internal sealed record WalRecovered(Guid Log, IReadOnlyList<WalSegment> Segments, WalSegment? Spare, uint Next, ulong Frame);

/// <summary>
/// Finds out what the journal holds. Doing it twice, or being interrupted, changes nothing: the only writes are to clear
/// what a torn write has left, to write the last frame once more, and to delete files that are no longer needed.
/// The last frame is written again because a process that died between its write and its sync, or whose sync failed, has
/// left it in the system's cache, where it can be read and may still be lost.
/// </summary>
internal sealed class WalRecovery(WalFolder folder, WalIndex index)
{
    private readonly List<WalSegment> _open = [];

    /// <exception cref="EventStoreException">The journal is damaged or cannot be read; nothing was changed that mattered.</exception>
    public WalRecovered Run(IReadOnlyList<string> names, Func<Guid> newLog)
    {
        try
        {
            string[] segments = [.. names.Where(n => WalFolder.NumberOf(n, WalFolder.SegmentSuffix) > 0)];
            return segments.Length == 0 ? Create(newLog()) : Read(segments);
        }
        catch (Exception e)
        {
            foreach (WalSegment segment in _open)
                segment.Release();
            throw WalErrors.From(folder.Path, e);
        }
    }

    private WalRecovered Create(Guid log)
    {
        WalSegment first = folder.Create(log, 1, 1, 0);
        return new WalRecovered(log, [first], null, 1, 1);
    }

    private WalRecovered Read(string[] names)
    {
        foreach (string name in names)
            _open.Add(folder.Open(name));
        CheckChain();

        var scans = new List<WalScan>();
        foreach (WalSegment segment in _open)
            scans.Add(Scan(segment, scans));
        index.ForgetMoves();
        CheckNothingIsMissing(scans[^1]);
        int last = scans.FindLastIndex(s => s.LastStart > 0);

        // The newest segment with a frame is written to, or the empty one behind it if that is full.
        int active = last < 0 ? 0 : scans[last].IsSealed ? last + 1 : last;
        if (_open.Count - active > 2)
            throw WalErrors.Corrupt(_open[active].Path, (long)scans[active].End * WalBlock.Size, "the log breaks off there, but later segments exist");
        Clear(scans[active], _open[active]);
        if (last >= 0)
            WriteAgain(scans[last], _open[last]);
        WalSegment? spare = active + 1 < _open.Count ? _open[active + 1] : null;
        DeleteReclaimed();
        ulong frame = Math.Max(1, scans[active].NextFrame);
        return new WalRecovered(_open[0].Header.Log, [.. _open.Where(s => !ReferenceEquals(s, spare))], spare, scans[active].End, frame);
    }

    private void CheckChain()
    {
        for (int i = 1; i < _open.Count; i++)
        {
            if (_open[i].Header.Log != _open[0].Header.Log)
                throw WalErrors.OtherLog(_open[i].Path);
            ulong expected = _open[i - 1].Number + 1;
            if (_open[i].Number != expected)
                throw Missing(expected, "later segments are there");
        }
    }

    private WalScan Scan(WalSegment segment, List<WalScan> before)
    {
        var scan = new WalScan(segment, (start, changes) => index.Apply(segment.Number, start, changes));
        if (before.Count == 0)
        {
            // Frames count from 1; where the first segments were reclaimed, from wherever the oldest begins.
            scan.Run(segment.Number == 1 ? 1UL : 0UL);
            return scan;
        }

        // Where the log has ended, at most a segment made ahead follows.
        WalScan previous = before[^1];
        if (!previous.IsSealed && !scan.IsUntouched(previous.NextFrame))
            throw WalErrors.Corrupt(_open[before.Count - 1].Path, (long)previous.End * WalBlock.Size, "the log breaks off there, but the next segment goes on");
        if (previous.IsSealed)
            scan.Run(previous.NextFrame);
        return scan;
    }

    private void CheckNothingIsMissing(WalScan lastScan)
    {
        ulong first = Math.Max(index.ReclaimedTo + 1, _open.Max(s => s.Header.First));
        if (_open[0].Number > first)
            throw Missing(first, "later segments need it");
        if (_open[0].Number > 1 && lastScan.NextFrame == 0)
            throw WalErrors.Corrupt(_open[0].Path, WalBlock.Size, "it has no frame");
        if (lastScan.IsSealed)
            throw Missing(_open[^1].Number + 1, "the segment before it ends with a pointer to it");
    }

    private static void Clear(WalScan scan, WalSegment segment)
    {
        if (scan.Torn.Count == 0)
            return;
        byte[] zeros = new byte[WalBlock.Size];
        foreach (uint block in scan.Torn)
            segment.File.Write((long)block * WalBlock.Size, zeros);
        segment.File.Sync();
    }

    private static void WriteAgain(WalScan scan, WalSegment segment)
    {
        byte[] frame = new byte[(scan.End - scan.LastStart) * WalBlock.Size];
        long at = (long)scan.LastStart * WalBlock.Size;
        if (segment.File.Read(at, frame) != frame.Length)
            throw WalErrors.Corrupt(segment.Path, at, "the file ends there");
        segment.File.Write(at, frame);
        segment.File.Sync();
    }

    private void DeleteReclaimed()
    {
        while (_open[0].Number <= index.ReclaimedTo)
        {
            _open[0].Release();
            folder.Delete(WalFolder.NameOf(_open[0].Number, WalFolder.SegmentSuffix));
            _open.RemoveAt(0);
        }
    }

    private EventStoreException Missing(ulong number, string why) =>
        WalErrors.Missing(folder.PathOf(WalFolder.NameOf(number, WalFolder.SegmentSuffix)), why);
}
