using System.Text.Json;
using AkkaFederation.Node.Cli;

namespace Processes.Faults;

/// <summary>A node of a <see cref="FaultyLan"/>: where it runs, and how it sees the others, by the events that it prints.</summary>
internal sealed class LanNode(NetworkNamespaces hosts, string name, string did, string config) : IAsyncDisposable
{
    public const string Healthy = "HEALTHY";
    public const string Unreachable = "UNREACHABLE";
    public const int Port = 2551;
    private const string PeerPrefix = """{"event":"peer",""";

    private FedProcess? _process;

    public string Name => name;

    public string Did => did;

    public string Config => config;

    public string Address => $"{hosts.AddressOf(name)}:{Port}";

    /// <summary>Lines that it has printed in this life: where a later look shall begin.</summary>
    public int Mark => Process.Lines.Count;

    public bool IsRunning => _process is not null;

    private FedProcess Process => _process ?? throw new InvalidOperationException($"{name} does not run");

    /// <summary>It ends with the tests, even if those are killed.</summary>
    public void Start() => _process = FedProcess.StartIn(hosts, name, "node", "--config", config, "--json", "--exit-with-parent");

    public Task ReadyAsync() => Process.LineAsync(NodeEvents.ReadyPrefix);

    public async Task KillAsync()
    {
        await Process.SignalAsync("KILL");
        await Process.EndAsync();
        await DisposeAsync();
    }

    /// <summary>Completes once it sees each of these peers in this state.</summary>
    public async Task SeesAsync(string status, IEnumerable<LanNode> peers, TimeSpan limit)
    {
        var wanted = peers.Where(p => p != this).Select(p => p.Did).ToList();
        try
        {
            await Process.Lines.WaitAsync(lines => Statuses(lines) is var now && wanted.All(p => now.GetValueOrDefault(p) == status), limit);
        }
        catch (Exception e) when (e is TimeoutException or EndOfStreamException)
        {
            throw new InvalidOperationException($"{name} does not see all of {string.Join(", ", wanted)} as {status} {e.Message}:\n{Process.Output}\n{Process.Error}", e);
        }
    }

    /// <summary>Those of the peers that it declared to be in this state since a mark, once or more often.</summary>
    public List<string> DeclaredSince(int mark, string status, IEnumerable<LanNode> peers)
    {
        var dids = peers.Where(p => p != this).ToDictionary(p => p.Did, p => p.Name);
        return [.. Changes(Process.Lines.From(mark)).Where(c => c.To == status && dids.ContainsKey(c.Did)).Select(c => $"{name}: {dids[c.Did]} {status} ({c.Cause})")];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process) await process.DisposeAsync();
        _process = null;
    }

    private static Dictionary<string, string> Statuses(IEnumerable<string> lines)
    {
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in Changes(lines)) statuses[change.Did] = change.To;
        return statuses;
    }

    private static IEnumerable<(string Did, string To, string Cause)> Changes(IEnumerable<string> lines) => lines
        .Where(l => l.StartsWith(PeerPrefix, StringComparison.Ordinal))
        .Select(l => JsonDocument.Parse(l).RootElement)
        .Select(e => (e.GetProperty("did").GetString()!, e.GetProperty("to").GetString()!, e.GetProperty("cause").GetString()!));
}
