using System.Diagnostics;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Hosting;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Local;

/// <summary>The nodes as processes on loopback, each with its own folder, key, port and database.</summary>
internal sealed class NodeProcesses(WorkFolder folder, int count, JournalKind journal = JournalKind.Sqlite, bool signing = true) : ILocalNodes
{
    private const int Attempts = 4;

    /// <summary>Further settings of every node, as they stand in its file under <c>federation</c>.</summary>
    public string More { get; init; } = "";

    private readonly TaskCompletionSource<string> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeProcess?[] _processes = new NodeProcess?[count];
    private int[] _ports = [];

    public IReadOnlyList<string> Addresses => [.. _ports.Select(port => $"127.0.0.1:{port}")];

    public long LastLaunch { get; private set; }

    public Task<string> Broken => _broken.Task;

    /// <remarks>Somebody else may take a port between its test and its use; then all are chosen again.</remarks>
    public async Task StartAsync(CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            _ports = FreePorts.Pick(count);
            for (var i = 0; i < count; i++)
                _processes[i] = Launch(i);
            try
            {
                await Task.WhenAll(_processes.Select(p => p!.ListeningAsync(stop)));
                foreach (var process in _processes)
                    Watch(process!);
                return;
            }
            catch (FedException) when (attempt < Attempts && PortWasTaken())
            {
                await StopAllAsync();
            }
        }
    }

    /// <summary>Bytes of memory that a node has now.</summary>
    public long MemoryOf(int node) => _processes[node]?.ResidentBytes ?? 0;

    /// <summary>Process id of a node that runs.</summary>
    public int IdOf(int node) => _processes[node]!.Id;

    public Task KillAsync(int node) => _processes[node]!.KillAsync();

    public async Task RestartAsync(int node, CancellationToken stop)
    {
        await _processes[node]!.DisposeAsync();
        var process = _processes[node] = Launch(node);
        await process.ListeningAsync(stop);
        Watch(process);
    }

    public async ValueTask DisposeAsync() => await StopAllAsync();

    private NodeProcess Launch(int node)
    {
        var home = folder.Node(node);
        Directory.CreateDirectory(home);
        var file = Path.Combine(home, "node.conf");
        File.WriteAllText(file, LocalConfiguration.OfNode($"node-{node + 1}", _ports[node], Addresses, count, journal, More));
        LastLaunch = Stopwatch.GetTimestamp();
        return NodeProcess.Start($"node-{node + 1}", home, signing ? ["--config", file] : ["--config", file, NodeOptions.UncertifiedFlag]);
    }

    private bool PortWasTaken()
    {
        for (var i = 0; i < count; i++)
        {
            if (_processes[i] is { Exited.IsCompletedSuccessfully: true } ended && ended.Exited.Result == ExitCode.BadInput && !FreePorts.IsFree(_ports[i]))
                return true;
        }
        return false;
    }

    private void Watch(NodeProcess process) => _ = process.Exited.ContinueWith(
        ended =>
        {
            if (!process.Asked)
                _broken.TrySetResult($"{process.Name} ended unasked with code {ended.Result}: {process.LastError}");
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task StopAllAsync()
    {
        var running = Interlocked.Exchange(ref _processes, new NodeProcess?[count]);
        await Task.WhenAll(running.OfType<NodeProcess>().Select(p => p.DisposeAsync().AsTask()));
    }
}
