namespace AkkaFederation.TestKit.KeyValue;

/// <summary>A client of the key-value store in a process of its own, whose operations stand in the world's history.</summary>
internal sealed class SimulatedKeyValueClient
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private readonly SimulatedWorld _world;
    private readonly SimulatedHost _host;
    private readonly KeyValueLoad _load;
    private readonly Random _random;
    private readonly TimeSpan _think;

    public SimulatedKeyValueClient(SimulatedWorld world, SimulatedHost host, IReadOnlyList<string> nodes, int keys, TimeSpan think, bool staleReads)
    {
        _world = world;
        _host = host;
        _think = think;
        _random = host.Process!.CreateRandom();
        world.Loop.Enter(host.Process!, () => Store = new FederationKeyValue(FederationClient.Create(host.System!, nodes), Timeout));
        _load = new KeyValueLoad(host.Name, Store, world.KeyValue, _random, keys, staleReads);
    }

    public string Name => _host.Name;

    public FederationKeyValue Store { get; private set; } = null!;

    /// <summary>One operation after the other, until a time of the world.</summary>
    public void WorkUntil(TimeSpan end)
    {
        if (_world.Now >= end) return;
        _world.Loop.Enter(_host.Process!, () => _ = StepAsync(end));
    }

    /// <summary>Nothing reaches it any more, and nothing leaves it.</summary>
    public void CutOff()
    {
        foreach (var node in _world.Nodes)
        {
            _world.Network.Block(Name, node.Name);
            _world.Network.Block(node.Name, Name);
        }
    }

    /// <summary>Something else as this client.</summary>
    public void Do(Func<FederationKeyValue, Task> work) => _world.Loop.Enter(_host.Process!, () => _ = WatchedAsync(work));

    private async Task StepAsync(TimeSpan end)
    {
        await WatchedAsync(_ => _load.StepAsync());
        _world.Loop.After(_think * _random.NextDouble(), () => WorkUntil(end));
    }

    private async Task WatchedAsync(Func<FederationKeyValue, Task> work)
    {
        try
        {
            await work(Store);
        }
        catch (Exception e)
        {
            _world.Report("client", $"{_host.Name}: {e.GetType().Name}: {e.Message}");
        }
    }
}
