using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// What the base library does not offer. On Linux: fdatasync, which unlike fsync writes no metadata where none is needed
/// to read the data again (and so spares the file system's own journal), posix_fallocate, and fsync of a folder. Elsewhere
/// the base library's flush, which is at least as strong; there a name is as durable as the file system makes it.
/// </summary>
internal static partial class UnixCalls
{
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC
    private const int NoSpace = 28; // ENOSPC
    private const int Quota = 122; // EDQUOT
    private const int ReadOnlySystem = 30; // EROFS
    private const int Interrupted = 4; // EINTR
    private const int NotSupported = 95; // EOPNOTSUPP
    private const int Invalid = 22; // EINVAL: a file system that cannot reserve room

    /// <summary>Not being supported counts as success: the caller writes every byte of the room anyway.</summary>
    public static void Allocate(SafeFileHandle handle, long length)
    {
        if (!OperatingSystem.IsLinux())
            return;
        int error = With(handle, fd => PosixFallocate(fd, 0, length));
        if (error is not 0 and not NotSupported and not Invalid)
            throw Failure("reserving room", error);
    }

    public static void SyncData(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        int error = With(handle, fd => FDataSync(fd) == 0 ? 0 : Marshal.GetLastPInvokeError());
        if (error != 0)
            throw Failure("syncing", error);
    }

    public static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        int fd = Open(folder, ReadOnlyFolder);
        if (fd < 0)
            throw Failure("opening the folder", Marshal.GetLastPInvokeError());
        try
        {
            if (FSync(fd) != 0)
                throw Failure("syncing the folder", Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Close(fd);
        }
    }

    /// <summary>What an exception of the base library means; it keeps the number of the system's error in HResult.</summary>
    public static EventStoreFault FaultOf(IOException e) => e switch
    {
        FileFaultException known => known.Fault,
        DirectoryNotFoundException or FileNotFoundException => EventStoreFault.Unusable,
        _ when OperatingSystem.IsLinux() => FaultOf(e.HResult),
        { HResult: unchecked((int)0x80070070) } => EventStoreFault.Full,
        { HResult: unchecked((int)0x80070013) } => EventStoreFault.ReadOnly,
        _ => EventStoreFault.Disk,
    };

    private static EventStoreFault FaultOf(int error) => error switch
    {
        NoSpace or Quota => EventStoreFault.Full,
        ReadOnlySystem => EventStoreFault.ReadOnly,
        _ => EventStoreFault.Disk,
    };

    private static FileFaultException Failure(string what, int error) =>
        new(FaultOf(error), $"{what} failed: {Marshal.GetPInvokeErrorMessage(error)}");

    private static int With(SafeFileHandle handle, Func<int, int> call)
    {
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            int error;
            do
                error = call((int)handle.DangerousGetHandle());
            while (error == Interrupted);
            return error;
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(int fd);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int fd);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFallocate(int fd, long offset, long length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int fd);
}
