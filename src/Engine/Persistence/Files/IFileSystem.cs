namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// What the write-ahead journal needs of a file system. This is the seam at which a simulated disk takes the place of the
/// machine's. Every method may throw an <see cref="IOException"/> (with <see cref="FileFaultException"/> for what has a
/// name) or an <see cref="UnauthorizedAccessException"/>. A new, renamed or deleted name is durable after
/// <see cref="SyncFolder"/> of its folder, not before.
/// </summary>
internal interface IFileSystem
{
    bool FolderExists(string folder);

    /// <summary>Makes one folder; its parent must be there.</summary>
    void CreateFolder(string folder);

    /// <summary>Names of the files in the folder, in ordinal order.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Makes a new, empty file; an old one of the name is emptied.</summary>
    IFile Create(string path);

    IFile Open(string path);

    /// <summary>Gives a file another name; a file that had it is gone.</summary>
    void Rename(string from, string to);

    void Delete(string path);

    void SyncFolder(string folder);

    /// <summary>Keeps every other process, and every other owner in this one, out until disposed of; null if somebody is in.</summary>
    IDisposable? TryLock(string path);
}

/// <summary>An open file. Reading may go on beside writing; there is one writer.</summary>
internal interface IFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the buffer; fewer bytes only at the end of the file.</summary>
    int Read(long offset, Span<byte> buffer);

    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Reserves room on the device, so that writes within it cannot find it full.</summary>
    void Allocate(long length);

    void SetLength(long length);

    /// <summary>Returns when everything written is durable. After an exception nothing written since the last one is.</summary>
    void Sync();
}
