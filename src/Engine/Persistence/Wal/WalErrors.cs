using System.Globalization;

namespace AkkaFederation.Engine.Persistence;

/// <summary>One line for an operator out of what the file system said or the content of a file shows.</summary>
internal static class WalErrors
{
    public static EventStoreException From(string path, Exception e) => e switch
    {
        EventStoreException known => known,
        UnauthorizedAccessException => ReadOnly(path, e),
        DirectoryNotFoundException => NoFolder(path, e),
        IOException io => FromFault(path, UnixCalls.FaultOf(io), e),
        _ => Disk(path, e),
    };

    public static EventStoreException Corrupt(string file, long offset, string what) => new(EventStoreFault.Corrupt, file,
        string.Create(CultureInfo.InvariantCulture, $"{file} is damaged at byte {offset} ({what}); restore the folder from a back-up, or move it away to start empty."));

    public static EventStoreException Missing(string file, string why) => new(EventStoreFault.Corrupt, file,
        $"{file} is missing ({why}); restore the folder from a back-up, or move it away to start empty.");

    public static EventStoreException NotASegment(string file) => new(EventStoreFault.Foreign, file,
        $"{file} is not a segment of a journal; move it away or point the journal's dir elsewhere.");

    public static EventStoreException Newer(string file, string version) => new(EventStoreFault.Foreign, file,
        $"{file} has layout version {version}, this program knows 1; use the newer program.");

    public static EventStoreException OtherLog(string file) => new(EventStoreFault.Foreign, file,
        $"{file} belongs to another journal than the segments before it; a folder holds one journal.");

    public static EventStoreException Locked(string folder) => new(EventStoreFault.Locked, folder,
        $"{folder} is in use by another process; stop that process or use another folder.");

    public static EventStoreException ReadOnly(string path, Exception? inner = null) => new(EventStoreFault.ReadOnly, path,
        $"{path} or its folder cannot be written; grant write permission or use another folder.", inner);

    public static EventStoreException NoFolder(string folder, Exception? inner = null) => new(EventStoreFault.Unusable, folder,
        $"{folder}: the folder around it does not exist; create it or change the journal's dir.", inner);

    public static EventStoreException Closed(string folder) => new(EventStoreFault.Stopped, folder, $"{folder}: the journal is closed.");

    public static EventStoreException Halted(string folder, Exception cause) => new(EventStoreFault.Stopped, folder,
        $"{folder}: no more writes after a disk error ({cause.Message}) Restart when the cause is removed.", cause);

    public static EventStoreException GapBefore(string folder, string persistenceId, Exception cause) => new(EventStoreFault.Stopped, folder,
        $"{folder}: an earlier write of '{persistenceId}' failed ({cause.Message}) Later ones are refused until it has recovered.", cause);

    public static EventStoreException WrittenTwice(string folder, string persistenceId, long sequenceNr, long highest) => new(EventStoreFault.Rejected, folder,
        string.Create(CultureInfo.InvariantCulture,
            $"{folder}: '{persistenceId}' writes sequence number {sequenceNr} after {highest}; make sure that no two actors share a persistence id."));

    public static EventStoreException TooLong(string folder, string what, int bytes, int most) => new(EventStoreFault.Rejected, folder,
        string.Create(CultureInfo.InvariantCulture, $"{folder}: {what} has {bytes} bytes, more than the {most} that the journal takes."));

    /// <summary>After these the content on disk is in doubt, so nothing more may be acknowledged.</summary>
    public static bool IsFatal(EventStoreException e) => e.Fault is EventStoreFault.Disk or EventStoreFault.Corrupt or EventStoreFault.Foreign;

    private static EventStoreException FromFault(string path, EventStoreFault fault, Exception e) => fault switch
    {
        EventStoreFault.Full => new EventStoreException(EventStoreFault.Full, path,
            $"{path}: no space is left for the journal; free space on its device and restart.", e),
        EventStoreFault.ReadOnly => ReadOnly(path, e),
        EventStoreFault.Unusable => new EventStoreException(EventStoreFault.Unusable, path, $"{path} cannot be opened: {e.Message}", e),
        _ => Disk(path, e),
    };

    private static EventStoreException Disk(string path, Exception e) =>
        new(EventStoreFault.Disk, path, $"{path}: {e.Message.TrimEnd('.')}; check the disk, then restart.", e);
}
