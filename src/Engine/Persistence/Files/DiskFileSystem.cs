namespace AkkaFederation.Engine.Persistence;

/// <summary>The file system of the machine.</summary>
internal sealed class DiskFileSystem : IFileSystem
{
    public static readonly DiskFileSystem Instance = new();

    private DiskFileSystem()
    {
    }

    public bool FolderExists(string folder) => Directory.Exists(folder);

    public void CreateFolder(string folder)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } parent && !Directory.Exists(parent))
            throw new DirectoryNotFoundException(parent);
        Directory.CreateDirectory(folder);
    }

    public IReadOnlyList<string> List(string folder)
    {
        string[] names = Array.ConvertAll(Directory.GetFiles(folder), f => Path.GetFileName(f));
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    public IFile Create(string path) => new DiskFile(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public IFile Open(string path) => new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string folder) => UnixCalls.SyncFolder(folder);

    public IDisposable? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path) && UnixCalls.FaultOf(e) is EventStoreFault.Disk)
        {
            return null;
        }
    }
}
