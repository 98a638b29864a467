using System.Collections.Concurrent;
using System.Diagnostics;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Local;

/// <summary>
/// One <c>fed node</c> as a child. Its standard input is a pipe that nobody writes to: when this process ends, however it
/// ends, the pipe closes and the child stops. What it prints goes to a file.
/// </summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);
    private const int LastLines = 20;

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private bool _asked;

    private NodeProcess(string name, Process process, StreamWriter log)
    {
        Name = name;
        _process = process;
        _log = log;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, OnOutput), ReadAsync(process.StandardError, OnError));
        Exited = WatchAsync();
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Bytes of memory that it has now; 0 once it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            if (Exited.IsCompleted) return 0;
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Ends when the process has; answers its exit code.</summary>
    public Task<int> Exited { get; }

    /// <summary>Whether the process was told to end by <see cref="KillAsync"/> or <see cref="DisposeAsync"/>.</summary>
    public bool Asked => Volatile.Read(ref _asked);

    public string LastError => _errors.LastOrDefault(l => l.Length > 0) ?? "it printed no reason";

    public static NodeProcess Start(string name, string folder, IEnumerable<string> arguments)
    {
        var start = FedExecutable.StartInfo(["node", .. arguments, "--exit-with-parent", "--json"]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = folder;
        var log = new StreamWriter(Path.Combine(folder, "node.log"), append: true) { AutoFlush = true };
        try
        {
            return new NodeProcess(name, Process.Start(start) ?? throw FedException.Failed($"{name} could not be started."), log);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the node says that it listens.</summary>
    /// <exception cref="FedException">It ended instead.</exception>
    public async Task ListeningAsync(CancellationToken stop)
    {
        if (await Task.WhenAny(_listening.Task, Exited).WaitAsync(stop) == Exited)
            throw new FedException(ExitCode.Failed, $"{Name} ended with code {await Exited}: {LastError}");
    }

    /// <summary>SIGKILL, as the kernel deals it when memory runs out: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        Volatile.Write(ref _asked, true);
        _process.Kill();
        await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _asked, true);
        _process.StandardInput.Close();
        if (await Task.WhenAny(Exited, Task.Delay(StopLimit)) != Exited)
            _process.Kill();
        await Exited;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task<int> WatchAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
        return _process.ExitCode;
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync() is { } line)
            take(line);
    }

    private void OnOutput(string line)
    {
        Log(line);
        if (line.StartsWith(NodeEvents.ListeningPrefix, StringComparison.Ordinal))
            _listening.TrySetResult();
    }

    private void OnError(string line)
    {
        Log(line);
        _errors.Enqueue(line);
        while (_errors.Count > LastLines)
            _errors.TryDequeue(out _);
    }

    private void Log(string line)
    {
        lock (_log)
            _log.WriteLine(line);
    }
}
