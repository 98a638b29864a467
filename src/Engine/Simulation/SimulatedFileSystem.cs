using AkkaFederation.Engine.Persistence;

namespace AkkaFederation.Engine.Simulation;

/// <summary>What a program does to a file.</summary>
internal enum FileStep
{
    Read,
    Write,

    /// <summary>A write, or a reservation, that needs room on the device.</summary>
    Grow,
    Sync,
    Name,
    SyncFolder,
}

/// <summary>
/// The files of a simulated disk. What is written is seen at once and is durable once synced; a new name, a rename or a
/// deletion once the folder is synced. A crash leaves any subset of the rest. Folders cost nothing and are durable.
/// Left out: reordering between what different syncs have made durable; a disk that lies about its syncs.
/// </summary>
internal sealed class SimulatedFileSystem : IFileSystem
{
    private readonly SortedDictionary<string, SimulatedContent> _seen = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimulatedContent> _durable = new(StringComparer.Ordinal);
    private readonly List<(string Folder, Action<SortedDictionary<string, SimulatedContent>> Apply)> _unsynced = [];
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private int _life;

    /// <summary>Every write, sync and read fails with an input/output error.</summary>
    public bool Failing { get; set; }

    /// <summary>Nothing that needs room can be written.</summary>
    public bool Full { get; set; }

    /// <summary>Nothing can be written.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>A planted bug: syncs return at once and do nothing.</summary>
    public bool Lying { get; set; }

    /// <summary>Told of every step before it is done; may throw in its place.</summary>
    public Action<string, FileStep>? OnStep { get; set; }

    public bool FolderExists(string folder) => _folders.Contains(folder);

    public void CreateFolder(string folder)
    {
        Check(folder, FileStep.Name);
        _folders.Add(folder);
    }

    public IReadOnlyList<string> List(string folder)
    {
        Check(folder, FileStep.Read);
        return [.. _seen.Keys.Where(p => Path.GetDirectoryName(p) == folder).Select(p => Path.GetFileName(p))];
    }

    public IFile Create(string path)
    {
        Check(path, Full ? FileStep.Grow : FileStep.Name);
        var content = new SimulatedContent();
        Change(path, names => names[path] = content);
        return new SimulatedFile(this, path, content);
    }

    public IFile Open(string path)
    {
        Check(path, FileStep.Read);
        return _seen.TryGetValue(path, out SimulatedContent? content)
            ? new SimulatedFile(this, path, content)
            : throw new FileNotFoundException($"There is no file {path}.", path);
    }

    public void Rename(string from, string to)
    {
        Check(to, FileStep.Name);
        if (!_seen.TryGetValue(from, out SimulatedContent? content))
            throw new FileNotFoundException($"There is no file {from}.", from);
        Change(to, names =>
        {
            names.Remove(from);
            names[to] = content;
        });
    }

    public void Delete(string path)
    {
        Check(path, FileStep.Name);
        Change(path, names => names.Remove(path));
    }

    public void SyncFolder(string folder)
    {
        Check(folder, FileStep.SyncFolder);
        foreach (var change in _unsynced.Where(c => c.Folder == folder))
            change.Apply(_durable);
        _unsynced.RemoveAll(c => c.Folder == folder);
    }

    public IDisposable? TryLock(string path)
    {
        Check(path, FileStep.Read);
        return _locks.Add(path) ? new Held(this, path, _life) : null;
    }

    /// <summary>
    /// The machine stops. <paramref name="lands"/> is asked for every change in doubt whether it is on the disk: a change of
    /// names, or a sector of a file.
    /// </summary>
    public void Crash(Func<bool> lands)
    {
        foreach (var change in _unsynced)
        {
            if (lands())
                change.Apply(_durable);
        }

        _unsynced.Clear();
        _seen.Clear();
        foreach ((string path, SimulatedContent content) in _durable)
            _seen.Add(path, content);
        foreach (SimulatedContent content in _seen.Values.Distinct())
            content.Crash(_ => lands());
        EndProcess();
    }

    /// <summary>The process stops, the machine goes on: its locks are free, and nothing else changes.</summary>
    public void EndProcess()
    {
        _life++;
        _locks.Clear();
    }

    internal void Check(string path, FileStep step)
    {
        OnStep?.Invoke(path, step);
        if (Failing)
            throw new FileFaultException(EventStoreFault.Disk, "input/output error of a simulated disk");
        if (ReadOnly && step is (FileStep.Write or FileStep.Grow or FileStep.Name))
            throw new FileFaultException(EventStoreFault.ReadOnly, "a simulated disk is read-only");
        if (Full && step is FileStep.Grow)
            throw new FileFaultException(EventStoreFault.Full, "a simulated disk is full");
    }

    private void Change(string path, Action<SortedDictionary<string, SimulatedContent>> apply)
    {
        apply(_seen);
        _unsynced.Add((Path.GetDirectoryName(path) ?? "", apply));
    }

    private sealed class Held(SimulatedFileSystem files, string path, int life) : IDisposable
    {
        public void Dispose()
        {
            if (files._life == life)
                files._locks.Remove(path);
        }
    }
}
