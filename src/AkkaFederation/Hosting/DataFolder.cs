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

    public void Keep() => _remove = false;

    public void Dispose()
    {
        if (_remove && Directory.Exists(_path) && !Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
    }
}
