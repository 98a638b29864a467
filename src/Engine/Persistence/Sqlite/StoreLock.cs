namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// Keeps a second process, or a second actor system of this one, off a database: an advisory lock on the file
/// <c>&lt;database&gt;.lock</c>, which the operating system releases when the process ends, however it ends. The file
/// itself stays: unlinking a lock file while others may be opening it would let two owners in.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _stream;

    private StoreLock(FileStream stream) => _stream = stream;

    public static string PathFor(string database) => database + ".lock";

    public static StoreLock Acquire(string database)
    {
        try
        {
            return new StoreLock(new FileStream(PathFor(database), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw SqliteErrors.ReadOnly(database, e);
        }
        catch (FileNotFoundException e)
        {
            throw SqliteErrors.NoFolder(database, e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw SqliteErrors.NoFolder(database, e);
        }
        catch (IOException e) when (UnixCalls.FaultOf(e) == EventStoreFault.ReadOnly)
        {
            // A file system mounted read-only says so in another way than a file without permission.
            throw SqliteErrors.ReadOnly(database, e);
        }
        catch (IOException e) when (UnixCalls.FaultOf(e) == EventStoreFault.Full)
        {
            throw SqliteErrors.FromCode(database, SQLitePCL.raw.SQLITE_FULL, 0, e);
        }
        catch (IOException e) when (File.Exists(PathFor(database)))
        {
            throw SqliteErrors.Locked(database, e);
        }
        catch (IOException e)
        {
            throw SqliteErrors.ReadOnly(database, e);
        }
    }

    public void Dispose() => _stream.Dispose();
}
