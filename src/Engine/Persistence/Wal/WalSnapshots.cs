using System.Text;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// The snapshots of a journal, each in a file of its own that comes into being whole (written under another name, synced,
/// renamed, folder synced). Files are numbered; the newest of an id and sequence number counts. Which there are is known in
/// memory, from their headers. Thread-safe.
/// </summary>
internal sealed class WalSnapshots
{
    private readonly WalFolder _folder;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<long, Known>> _ids = new(StringComparer.Ordinal);
    private ulong _last;

    public WalSnapshots(WalFolder folder) => _folder = folder;

    public int Count { get; private set; }

    /// <summary>Takes note of the files in the folder.</summary>
    /// <exception cref="EventStoreException">One is damaged.</exception>
    public void Open(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            ulong number = WalFolder.NumberOf(name, WalFolder.SnapshotSuffix);
            if (number == 0)
                continue;
            WalSnapshotHeader header = Read(name, WalSnapshotFile.ReadHeader);
            _last = Math.Max(_last, number);
            if (Add(header.PersistenceId, header.SequenceNr, new Known(name, header.Created)) is { } older)
                _folder.Delete(older.Name);
        }
    }

    public void Save(SnapshotRow row)
    {
        foreach ((string what, string text) in new[] { ("the persistence id", row.PersistenceId), ("the manifest", row.Manifest) })
        {
            int bytes = Encoding.UTF8.GetByteCount(text);
            if (bytes > ushort.MaxValue)
                throw WalErrors.TooLong(_folder.Path, what, bytes, ushort.MaxValue);
        }

        string name = WalFolder.NameOf(++_last, WalFolder.SnapshotSuffix);
        string path = _folder.PathOf(name);
        try
        {
            using (IFile file = _folder.Files.Create(path + WalFolder.NewSuffix))
            {
                file.Write(0, WalSnapshotFile.Encode(row));
                file.Sync();
            }

            _folder.Files.Rename(path + WalFolder.NewSuffix, path);
            _folder.Files.SyncFolder(_folder.Path);
        }
        catch (Exception e)
        {
            _folder.DeleteUnfinished(path + WalFolder.NewSuffix);
            throw WalErrors.From(path, e);
        }

        Known? older;
        lock (_gate)
            older = Add(row.PersistenceId, row.SequenceNr, new Known(name, row.Created));
        if (older is not null)
            _folder.Delete(older.Name);
    }

    public SnapshotRow? Load(string persistenceId, SnapshotRange range)
    {
        while (true)
        {
            Known? found;
            lock (_gate)
                found = _ids.TryGetValue(persistenceId, out SortedDictionary<long, Known>? all) ? all.LastOrDefault(s => IsIn(s.Key, s.Value, range)).Value : null;
            if (found is null)
                return null;
            try
            {
                return Read(found.Name, WalSnapshotFile.Read);
            }
            catch (EventStoreException e) when (e.InnerException is FileNotFoundException && !IsKnown(persistenceId, found))
            {
                // Deleted meanwhile; then there is another choice.
            }
        }
    }

    public void Delete(string persistenceId, SnapshotRange range)
    {
        foreach ((long sequenceNr, Known snapshot) in Choose(persistenceId, range))
        {
            _folder.Delete(snapshot.Name);
            lock (_gate)
            {
                _ids[persistenceId].Remove(sequenceNr);
                Count--;
            }
        }
    }

    private KeyValuePair<long, Known>[] Choose(string persistenceId, SnapshotRange range)
    {
        lock (_gate)
            return _ids.TryGetValue(persistenceId, out SortedDictionary<long, Known>? all) ? [.. all.Where(s => IsIn(s.Key, s.Value, range))] : [];
    }

    private bool IsKnown(string persistenceId, Known snapshot)
    {
        lock (_gate)
            return _ids[persistenceId].ContainsValue(snapshot);
    }

    private Known? Add(string persistenceId, long sequenceNr, Known snapshot)
    {
        if (!_ids.TryGetValue(persistenceId, out SortedDictionary<long, Known>? all))
            _ids.Add(persistenceId, all = []);
        bool replaces = all.Remove(sequenceNr, out Known? older);
        all.Add(sequenceNr, snapshot);
        Count += replaces ? 0 : 1;
        return older;
    }

    private T Read<T>(string name, Func<string, IFile, T> read)
    {
        string path = _folder.PathOf(name);
        try
        {
            using IFile file = _folder.Files.Open(path);
            return read(path, file);
        }
        catch (Exception e)
        {
            throw WalErrors.From(path, e);
        }
    }

    private static bool IsIn(long sequenceNr, Known snapshot, SnapshotRange range) =>
        sequenceNr >= range.MinSequenceNr && sequenceNr <= range.MaxSequenceNr
        && snapshot.Created >= range.MinCreated && snapshot.Created <= range.MaxCreated;

    private sealed record Known(string Name, long Created);
}
