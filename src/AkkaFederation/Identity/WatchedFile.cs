namespace AkkaFederation.Identity;

/// <summary>
/// What a file says, kept up to date by looking at its time and length. Read and checked whole when made; a later state
/// that cannot be read or does not hold leaves the last good one in force, and is told once. One thread at a time.
/// </summary>
internal sealed class WatchedFile<T>
    where T : class
{
    private readonly Func<T?, T> _read;
    private (DateTime Written, long Length) _state;

    /// <param name="path">The file; it may be missing if <paramref name="read"/> takes that.</param>
    /// <param name="read">Reads and checks the file; is given what stood in it before.</param>
    /// <exception cref="IdentityException">The file does not hold.</exception>
    public WatchedFile(string path, Func<T?, T> read)
    {
        Path = path;
        _read = read;
        _state = StateOf(path);
        Value = read(null);
    }

    public string Path { get; }

    public T Value { get; private set; }

    /// <summary>Reads the file again if it has changed; true if it was and holds.</summary>
    public bool Look(Action<string> warn)
    {
        var state = StateOf(Path);
        if (state == _state) return false;
        _state = state;
        try
        {
            Value = _read(Value);
            return true;
        }
        catch (IdentityException e)
        {
            warn($"{e.Message} What was read from it before stays in force.");
            return false;
        }
    }

    /// <summary>Takes over what the owner has written to the file itself.</summary>
    public void Written(T value)
    {
        Value = value;
        _state = StateOf(Path);
    }

    private static (DateTime, long) StateOf(string path) => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;
}
