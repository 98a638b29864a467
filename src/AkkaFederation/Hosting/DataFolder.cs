using AkkaFederation.Settings;

namespace AkkaFederation.Hosting;

/// <summary>
/// The node's data folder while the node starts: made if missing, and taken away again if the start fails for another
/// reason, so that nothing half-created is left.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly string _path;
    private bool _remove;

    /// <exception cref="FederationStartException">It cannot be made.</exception>
    public DataFolder(string path)
    {
        _path = path;
        try
        {
            _remove = !Directory.Exists(path);
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederationStartException($"{path}: the data folder cannot be made: {e.Message} Set federation.data-dir.", FederationStartException.UsageExitCode, e);
        }
    }

    /// <summary>
    /// A voter that started on an empty log while its own lies in the other kind of journal would have forgotten its votes.
    /// </summary>
    /// <exception cref="FederationStartException">The folder holds the other kind.</exception>
    public void CheckJournal(JournalKind journal)
    {
        var isWal = journal == JournalKind.Wal;
        var other = Path.Combine(_path, isWal ? EngineConfiguration.DatabaseFile : EngineConfiguration.JournalFolder);
        if (isWal ? !File.Exists(other) : !Directory.Exists(other)) return;
        var kind = (isWal ? JournalKind.Sqlite : JournalKind.Wal).ToString().ToLowerInvariant();
        throw new FederationStartException(
            $"{other}: this node's log is there; set federation.journal = {kind}, or another federation.data-dir for a new node.", FederationStartException.UsageExitCode);
    }

    public void Keep() => _remove = false;

    public void Dispose()
    {
        if (_remove && Directory.Exists(_path) && !Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
    }
}
