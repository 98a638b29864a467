using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using AkkaFederation;
using AkkaFederation.Hosting;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;
using AkkaFederation.TestKit.KeyValue;
using AkkaFederation.TestKit.Linearizability;

namespace Processes.KeyValue;

/// <summary>Node processes with the key-value store, clients that note what they see, and what is done to the nodes.</summary>
internal sealed class StoreOnProcesses : IAsyncDisposable
{
    private const int Keys = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(2);
    private readonly WorkFolder _folder;
    private readonly NodeProcesses _nodes;
    private readonly ActorSystem _system;
    private readonly FederationClient _observer;
    private readonly Random _random;
    private readonly List<KeyValueLoad> _loads = [];
    private readonly List<FederationClient> _clients = [];

    private StoreOnProcesses(WorkFolder folder, NodeProcesses nodes, ActorSystem system, int clients, int seed)
    {
        (_folder, _nodes, _system, _random) = (folder, nodes, system, new Random(seed));
        _observer = FederationClient.Create(system, nodes.Addresses);
        for (var i = 1; i <= clients; i++)
        {
            var client = FederationClient.Create(system, nodes.Addresses);
            _clients.Add(client);
            _loads.Add(new KeyValueLoad(string.Create(CultureInfo.InvariantCulture, $"c{i}"), new FederationKeyValue(client, OneCall), History, new Random(seed + i), Keys));
        }
    }

    public KeyValueHistory History { get; } = new();

    public SortedDictionary<string, int> Struck { get; } = new(StringComparer.Ordinal);

    public int Answered => _loads.Sum(l => l.Answered);

    public static async Task<StoreOnProcesses> StartAsync(int nodes, int clients, int seed)
    {
        var folder = WorkFolder.Create(null, keep: false);
        folder.MakeIdentities(nodes);
        var processes = new NodeProcesses(folder, nodes);
        using var limit = new CancellationTokenSource(Patience);
        await processes.StartAsync(limit.Token);
        var configuration = FederationConfiguration.Parse(LocalConfiguration.OfClients(folder.Client), "clients.conf");
        var logging = Microsoft.Extensions.Logging.LoggerFactory.Create(_ => { });
        var system = FederationSystem.CreateClient(configuration, new FederationOptions { Clock = TimeProvider.System, Logging = logging });
        var store = new StoreOnProcesses(folder, processes, system, clients, seed);
        await store.ReadAllAsync();
        return store;
    }

    /// <summary>Every client does one thing after the other.</summary>
    public Task WorkAsync(CancellationToken over) => Task.WhenAll(_loads.Select(load => Task.Run(async () =>
    {
        while (!over.IsCancellationRequested) await load.StepAsync(CancellationToken.None);
    })));

    /// <summary>Kills and stops nodes, one at a time, until it is over; then all go on.</summary>
    public async Task TormentAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_random.Next(200, 800), over);
                var leader = await FindLeaderAsync();
                var node = leader is { } found && _random.Next(3) > 0 ? found : _random.Next(_nodes.Addresses.Count);
                await StrikeAsync(node, node == leader ? "leader" : "follower");
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Whatever was struck last has been put right.
        }
    }

    /// <summary>All nodes run: every key can be read again.</summary>
    public Task RecoverAsync() => ReadAllAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Append(_observer)) client.Stop();
        await Task.WhenAny(_system.Terminate(), Task.Delay(OneCall));
        await _nodes.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StrikeAsync(int node, string whom)
    {
        var kills = _random.Next(2) == 0;
        var span = _random.Next(300, 2500);
        var what = $"{(kills ? "kill" : "stop")} {whom}";
        Struck[what] = Struck.GetValueOrDefault(what) + 1;
        if (kills)
        {
            await _nodes.KillAsync(node);
            await Task.Delay(span / 2);
            using var limit = new CancellationTokenSource(Patience);
            await _nodes.RestartAsync(node, limit.Token);
            return;
        }

        await SignalAsync("STOP", node);
        await Task.Delay(span);
        await SignalAsync("CONT", node);
    }

    private async Task SignalAsync(string name, int node)
    {
        using var kill = Process.Start("kill", ["-" + name, _nodes.IdOf(node).ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<int?> FindLeaderAsync()
    {
        for (var node = 0; node < _nodes.Addresses.Count; node++)
        {
            try
            {
                var status = await _observer.GetStatusAsync(_nodes.Addresses[node]).WaitAsync(TimeSpan.FromMilliseconds(500));
                if (status.Role == "LEADER") return node;
            }
            catch (Exception silent) when (silent is TimeoutException or AskTimeoutException)
            {
                // It begins anew, or does not yet.
            }
        }

        return null;
    }

    private async Task ReadAllAsync()
    {
        var store = new FederationKeyValue(_observer, Patience);
        for (var i = 0; i < Keys; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"k{i}");
            var call = History.Call("reader", new KeyValueInput.Get(key));
            var item = await store.GetAsync(key);
            History.Answer(call, new KeyValueOutput(item is not null, item?.Text));
        }
    }
}
