using System.Globalization;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// The files of a journal: <c>0000000000000001.wal</c> and so on. A segment comes into being whole: it is filled with zeros
/// under another name, synced, renamed, and its folder synced. Filled, not only reserved: the first write to room that was
/// only reserved changes the file's extents, and every sync would have to wait for the file system's own journal.
/// </summary>
internal sealed class WalFolder(IFileSystem files, WalOptions options)
{
    public const string LockName = "lock";
    public const string SegmentSuffix = ".wal";
    public const string SnapshotSuffix = ".snapshot";
    public const string NewSuffix = ".new";

    private const int Digits = 16;
    private const int FillBytes = 1024 * 1024;

    public string Path => options.Folder;

    public IFileSystem Files => files;

    public static string NameOf(ulong number, string suffix) => number.ToString("x16", CultureInfo.InvariantCulture) + suffix;

    /// <summary>The number in the name of such a file; 0 for any other file.</summary>
    public static ulong NumberOf(string name, string suffix) =>
        name.Length == Digits + suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) && name.AsSpan(0, Digits).IndexOfAnyExcept("0123456789abcdef") < 0
            ? ulong.Parse(name.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : 0;

    public string PathOf(string name) => System.IO.Path.Combine(options.Folder, name);

    /// <summary>Makes the segment; room for so many blocks beside the header, or more.</summary>
    /// <exception cref="EventStoreException">It could not be made; what there is of it goes at the next start.</exception>
    public WalSegment Create(Guid log, ulong number, ulong first, long blocks)
    {
        long size = Math.Max(options.SegmentSize, (blocks + 1) * WalBlock.Size) / WalBlock.Size * WalBlock.Size;
        string path = PathOf(NameOf(number, SegmentSuffix));
        byte[] salt = new byte[8];
        options.Randomness(salt);
        var header = new WalSegmentHeader(log, number, BitConverter.ToUInt64(salt), size, first);
        IFile? file = null;
        try
        {
            file = files.Create(path + NewSuffix);
            file.Allocate(size);
            Fill(file, size);
            file.Write(0, header.Encode());
            file.Sync();
            files.Rename(path + NewSuffix, path);
            files.SyncFolder(options.Folder);
            return new WalSegment(path, file, header);
        }
        catch (Exception e)
        {
            file?.Dispose();
            DeleteUnfinished(path + NewSuffix);
            throw WalErrors.From(path, e);
        }
    }

    /// <summary>Gives room back. Where that fails too, the next start does it.</summary>
    public void DeleteUnfinished(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason that is reported is the first one.
        }
    }

    public WalSegment Open(string name)
    {
        string path = PathOf(name);
        IFile? file = null;
        try
        {
            file = files.Open(path);
            byte[] block = new byte[WalBlock.Size];
            int read = file.Read(0, block);
            WalSegmentHeader header = WalSegmentHeader.Decode(path, block.AsSpan(0, read));
            if (header.Number != NumberOf(name, SegmentSuffix))
                throw WalErrors.Corrupt(path, 32, $"its header says that it is {NameOf(header.Number, SegmentSuffix)}");
            if (file.Length != header.Size)
                throw WalErrors.Corrupt(path, Math.Min(file.Length, header.Size), string.Create(CultureInfo.InvariantCulture,
                    $"it has {file.Length} bytes, its header promises {header.Size}"));
            return new WalSegment(path, file, header);
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw WalErrors.From(path, e);
        }
    }

    public void Delete(string name)
    {
        string path = PathOf(name);
        try
        {
            files.Delete(path);
            files.SyncFolder(options.Folder);
        }
        catch (Exception e)
        {
            throw WalErrors.From(path, e);
        }
    }

    // In pieces that are synced one by one: a sync of the journal meanwhile waits for one piece at most.
    private static void Fill(IFile file, long size)
    {
        byte[] zeros = new byte[(int)Math.Min(FillBytes, size)];
        for (long at = 0; at < size; at += zeros.Length)
        {
            file.Write(at, zeros.AsSpan(0, (int)Math.Min(zeros.Length, size - at)));
            file.Sync();
        }
    }
}
