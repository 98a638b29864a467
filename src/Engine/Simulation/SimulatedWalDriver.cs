using AkkaFederation.Engine.Persistence;

namespace AkkaFederation.Engine.Simulation;

/// <summary>When the journal of a simulated process does its work: by the virtual clock, and not while its disk stalls.</summary>
internal sealed class SimulatedWalDriver : IWalDriver
{
    private readonly SimulatedProcess _process;
    private readonly SimulatedDisk _disk;
    private readonly WalCommitter _committer;
    private List<WalRequest> _gathering = [];
    private List<WalRequest>? _syncing;
    private bool _waitsForDisk;
    private bool _ended;

    public SimulatedWalDriver(SimulatedProcess process, SimulatedDisk disk, WalCommitter committer)
    {
        _process = process;
        _disk = disk;
        _committer = committer;
        disk.Unstalled = () => _process.Post(OnUnstalled);
    }

    public void Submit(WalRequest request)
    {
        if (_ended)
        {
            request.Error = WalErrors.Closed(_process.Name);
            request.Finish(_committer);
            return;
        }

        _gathering.Add(request);
        if (_syncing is null) Write();
    }

    public Task<T> ReadAsync<T>(Func<T> read) => InItsTurn(read);

    public Task<T> SnapshotAsync<T>(Func<T> work) => InItsTurn(work);

    public void End()
    {
        _ended = true;
        if (_syncing is { } group) Finish(group);
        if (_gathering.Count == 0) return;
        _committer.Write(_gathering);
        Finish(_gathering);
        _gathering = [];
    }

    // Reads take time too, and wait for a disk that stalls.
    private Task<T> InItsTurn<T>(Func<T> work)
    {
        var request = new WalWork<T>(work);
        Submit(request);
        return request.Task;
    }

    private void Write()
    {
        (_syncing, _gathering) = (_gathering, []);
        _committer.Write(_syncing);
        _process.After(_disk.NextSync(), OnSynced);
    }

    private void OnSynced()
    {
        if (_ended) return;
        if (_disk.Stalled)
        {
            _waitsForDisk = true;
            return;
        }

        Finish(_syncing!);
        if (!_ended && _gathering.Count > 0) Write();
    }

    private void Finish(List<WalRequest> group)
    {
        // What is submitted while these are told waits for the next group.
        _process.Loop.Trace.Note(_process.Loop.Now, _process.Name, "sync", group.Sum(r => r.Rows));
        _committer.Finish(group);
        _syncing = null;
    }

    private void OnUnstalled()
    {
        if (!_waitsForDisk) return;
        _waitsForDisk = false;
        OnSynced();
    }
}
