using System.Globalization;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// The node's durable memory in a write-ahead journal of our own: a folder of segments, one writer with group commit,
/// readers beside it, and snapshots in files. One process at a time owns the folder.
/// </summary>
internal sealed class WalEventStore : IEventStore, IDisposable
{
    private readonly WalOptions _options;
    private readonly IDisposable _lock;
    private readonly WalCommitter _committer;
    private readonly WalSegments _segments;
    private readonly WalSnapshots _snapshots;
    private readonly IWalDriver _driver;
    private int _closed;

    private WalEventStore(WalOptions options, IDisposable @lock, WalCommitter committer, WalSegments segments, WalSnapshots snapshots, IWalDriver driver)
    {
        _options = options;
        _lock = @lock;
        _committer = committer;
        _segments = segments;
        _snapshots = snapshots;
        _driver = driver;
    }

    /// <summary>Groups synced so far.</summary>
    public long Commits => _committer.Commits;

    /// <summary>Bytes of the segments that are in use.</summary>
    public long SegmentBytes => _segments.All.Sum(s => s.Header.Size);

    /// <exception cref="EventStoreException">The folder cannot be used; nothing was changed that mattered.</exception>
    public static WalEventStore Open(WalOptions options) =>
        Open(options, DiskFileSystem.Instance, WalThreads.MakeAhead, committer => new WalThreads(options, committer));

    /// <param name="options">How.</param>
    /// <param name="files">Where.</param>
    /// <param name="ahead">Makes a segment ahead of need; may do it at once.</param>
    /// <param name="drive">When the work is done.</param>
    public static WalEventStore Open(
        WalOptions options, IFileSystem files, Func<Func<WalSegment>, Task<WalSegment>> ahead, Func<WalCommitter, IWalDriver> drive)
    {
        var folder = new WalFolder(files, options);
        IDisposable @lock = Lock(folder);
        try
        {
            IReadOnlyList<string> names = Tidy(folder);
            var index = new WalIndex();
            var snapshots = new WalSnapshots(folder);
            snapshots.Open(names);
            if (snapshots.Count > 0 && !names.Any(n => WalFolder.NumberOf(n, WalFolder.SegmentSuffix) > 0))
                throw WalErrors.Missing(folder.PathOf(WalFolder.NameOf(1, WalFolder.SegmentSuffix)), "snapshots without any segment");
            WalRecovered found = new WalRecovery(folder, index).Run(names, () => NewLog(options));
            index.CheckInvariants();
            var segments = new WalSegments(index);
            foreach (WalSegment segment in found.Segments)
                segments.Add(segment);
            var log = new WalLog(folder, found, index, segments, ahead);
            var committer = new WalCommitter(folder, log, index, segments, new WalCleaner(options, index, segments));
            return new WalEventStore(options, @lock, committer, segments, snapshots, drive(committer));
        }
        catch (Exception e)
        {
            @lock.Dispose();
            throw WalErrors.From(options.Folder, e);
        }
    }

    /// <summary>Where a setting names the folder.</summary>
    public static string FolderOf(string key, string folder) => folder.Length > 0
        ? Path.GetFullPath(folder)
        : throw new EventStoreException(EventStoreFault.Unusable, "", $"{key} is not set; name the folder of the journal, e.g. {key} = \"journal\".");

    /// <exception cref="EventStoreException">Out of bounds.</exception>
    public static int SegmentSizeOf(string key, long bytes) => bytes is >= WalOptions.SmallestSegment and <= WalOptions.LargestSegment
        ? (int)bytes
        : throw new EventStoreException(EventStoreFault.Unusable, "", string.Create(CultureInfo.InvariantCulture,
            $"{key} is {bytes} bytes; it takes {WalOptions.SmallestSegment} to {WalOptions.LargestSegment}."));

    public void Append(EventAppend append)
    {
        WalAppend request;
        try
        {
            request = new WalAppend(_options.Folder, append);
        }
        catch (EventStoreException e)
        {
            request = new WalAppend(append, e);
        }

        _driver.Submit(request);
    }

    public Task<long> HighestSequenceNrAsync(string persistenceId) => SubmitAsync(new WalHighest(persistenceId));

    public Task ReplayAsync(string persistenceId, long from, long to, long max, Action<EventRow> row) => _driver.ReadAsync(() =>
    {
        _segments.Replay(persistenceId, from, to, max, row);
        return true;
    });

    public Task DeleteEventsAsync(string persistenceId, long toSequenceNr) => SubmitAsync(new WalDelete(persistenceId, toSequenceNr));

    public Task SaveSnapshotAsync(SnapshotRow row) => _driver.SnapshotAsync(() =>
    {
        _snapshots.Save(row);
        return true;
    });

    public Task<SnapshotRow?> LoadSnapshotAsync(string persistenceId, SnapshotRange range) =>
        _driver.ReadAsync(() => _snapshots.Load(persistenceId, range));

    public Task DeleteSnapshotsAsync(string persistenceId, SnapshotRange range) => _driver.SnapshotAsync(() =>
    {
        _snapshots.Delete(persistenceId, range);
        return true;
    });

    /// <summary>Writes what was submitted, then closes. Later requests fail.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
            return;
        _driver.End();
        _committer.Close();
        foreach (WalSegment segment in _segments.All)
            _segments.Remove(segment);
        _lock.Dispose();
    }

    private Task<T> SubmitAsync<T>(WalTask<T> request)
    {
        _driver.Submit(request);
        return request.Task;
    }

    private static IDisposable Lock(WalFolder folder)
    {
        try
        {
            if (!folder.Files.FolderExists(folder.Path))
            {
                folder.Files.CreateFolder(folder.Path);
                if (Path.GetDirectoryName(folder.Path) is { Length: > 0 } parent)
                    folder.Files.SyncFolder(parent);
            }

            return folder.Files.TryLock(folder.PathOf(WalFolder.LockName)) ?? throw WalErrors.Locked(folder.Path);
        }
        catch (Exception e)
        {
            throw WalErrors.From(folder.Path, e);
        }
    }

    // Removes what was not finished, and makes sure that every name that is seen is there to stay.
    private static IReadOnlyList<string> Tidy(WalFolder folder)
    {
        IReadOnlyList<string> names = folder.Files.List(folder.Path);
        foreach (string name in names.Where(n => n.EndsWith(WalFolder.NewSuffix, StringComparison.Ordinal)))
            folder.Files.Delete(folder.PathOf(name));
        folder.Files.SyncFolder(folder.Path);
        return names;
    }

    private static Guid NewLog(WalOptions options)
    {
        byte[] name = new byte[16];
        options.Randomness(name);
        return new Guid(name, bigEndian: true);
    }
}
