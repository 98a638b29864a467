using System.ComponentModel;
using System.Diagnostics;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;

namespace Benchmarks;

/// <summary>
/// Three members of etcd as processes on loopback: mutual TLS between them and towards clients, everything else as the
/// program has it (so every write is synced before it is acknowledged).
/// </summary>
internal sealed class EtcdServers(string folder, EtcdCertificates certificates) : IAsyncDisposable
{
    private const int Members = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly List<Process> _processes = [];
    private int[] _ports = [];

    /// <summary>Starts them; answers the address of the one that leads.</summary>
    public async Task<Uri> StartAsync(CancellationToken stop)
    {
        _ports = FreePorts.Pick(2 * Members);
        var peers = string.Join(',', Enumerable.Range(0, Members).Select(i => $"m{i}={Peer(i)}"));
        for (var i = 0; i < Members; i++) Launch(i, peers);
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < StartLimit; await Task.Delay(Pause, stop))
        {
            foreach (var process in _processes)
            {
                if (process.HasExited) throw FedException.Failed($"etcd ended with code {process.ExitCode}: {LastLine(process)}");
            }

            if (await LeaderAsync(stop) is { } leader) return leader;
        }

        throw FedException.Failed($"etcd had no leader within {StartLimit.TotalSeconds:0} s.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private string Client(int member) => $"https://127.0.0.1:{_ports[member]}";

    private string Peer(int member) => $"https://127.0.0.1:{_ports[Members + member]}";

    private void Launch(int member, string peers)
    {
        var start = new ProcessStartInfo("etcd") { RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var argument in new[]
        {
            "--name", $"m{member}", "--data-dir", Path.Combine(folder, $"m{member}"), "--logger", "zap", "--log-level", "error",
            "--listen-client-urls", Client(member), "--advertise-client-urls", Client(member),
            "--listen-peer-urls", Peer(member), "--initial-advertise-peer-urls", Peer(member), "--initial-cluster", peers, "--initial-cluster-state", "new",
            "--client-cert-auth", "--trusted-ca-file", certificates.CaFile, "--cert-file", certificates.CertificateFile, "--key-file", certificates.KeyFile,
            "--peer-client-cert-auth", "--peer-trusted-ca-file", certificates.CaFile, "--peer-cert-file", certificates.CertificateFile, "--peer-key-file", certificates.KeyFile,
        }) start.ArgumentList.Add(argument);
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, line) => Append(member, line.Data);
            process.BeginErrorReadLine();
            _processes.Add(process);
        }
        catch (Win32Exception)
        {
            throw FedException.Input("etcd is not installed; `apt-get install etcd-server` on Debian and Ubuntu.");
        }
    }

    private async Task<Uri?> LeaderAsync(CancellationToken stop)
    {
        for (var i = 0; i < Members; i++)
        {
            using var connection = new GrpcConnection(new Uri(Client(i)), certificates);
            try
            {
                if ((await EtcdCalls.StatusAsync(connection, stop)) is { Leader: > 0 } status && status.Leader == status.Member) return new Uri(Client(i));
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }

        return null;
    }

    private void Append(int member, string? line)
    {
        if (line is null) return;
        lock (_processes) File.AppendAllText(LogOf(member), line + "\n");
    }

    private string LastLine(Process process)
    {
        var log = LogOf(_processes.IndexOf(process));
        lock (_processes) return File.Exists(log) ? File.ReadLines(log).Last() : "it printed no reason";
    }

    private string LogOf(int member) => Path.Combine(folder, $"m{member}.log");
}
