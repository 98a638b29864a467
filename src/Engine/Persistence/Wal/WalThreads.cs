namespace AkkaFederation.Engine.Persistence;

/// <summary>
/// The journal on threads: one that writes and syncs, one for snapshots, so that a large one holds no event up, and the
/// thread pool for reading and for segments made ahead.
/// </summary>
internal sealed class WalThreads : IWalDriver
{
    private readonly GroupThread<WalRequest> _writer;
    private readonly GroupThread<WalRequest> _snapshots;
    private readonly SemaphoreSlim _readers;
    private readonly WalCommitter _committer;
    private readonly WalOptions _options;
    private volatile bool _ended;

    public WalThreads(WalOptions options, WalCommitter committer)
    {
        _options = options;
        _committer = committer;
        _readers = new SemaphoreSlim(options.MaxReaders, options.MaxReaders);
        string name = Path.GetFileName(options.Folder);
        _writer = new GroupThread<WalRequest>("journal " + name, options.MaxGroupRows, options.GroupBytes, Commit, Refuse);
        _snapshots = new GroupThread<WalRequest>("snapshots " + name, 1, 1, group => group[0].Finish(committer), Refuse);
    }

    public void Submit(WalRequest request) => _writer.Submit(request);

    public async Task<T> ReadAsync<T>(Func<T> read)
    {
        await _readers.WaitAsync();
        try
        {
            return await Task.Run(() => _ended ? throw WalErrors.Closed(_options.Folder) : read());
        }
        finally
        {
            _readers.Release();
        }
    }

    public Task<T> SnapshotAsync<T>(Func<T> work)
    {
        var request = new WalWork<T>(work);
        _snapshots.Submit(request);
        return request.Task;
    }

    public static Task<WalSegment> MakeAhead(Func<WalSegment> make) => Task.Run(make);

    public void End()
    {
        _ended = true;
        _snapshots.End();
        _writer.End();
    }

    private void Commit(IReadOnlyList<WalRequest> group)
    {
        _committer.Write(group);
        _committer.Finish(group);
    }

    private void Refuse(WalRequest request)
    {
        request.Error = WalErrors.Closed(_options.Folder);
        request.Finish(_committer);
    }
}
