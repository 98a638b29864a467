using Akka.Actor;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Consensus;

/// <summary>
/// Nodes of one federation as actor systems of this process, with certificates, TLS and databases of their own. Addresses are
/// told to them, so that nothing here waits for membership.
/// </summary>
internal sealed class TestFederation : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestIdentity _files = new();
    private readonly Dictionary<string, ActorSystem> _systems = [];
    private readonly Dictionary<string, Did> _names = [];
    private readonly string _founding;

    public TestFederation(int nodes, string? founding = null)
    {
        _founding = founding ?? $"bootstrap-expect = {nodes}";
        for (var i = 1; i <= nodes; i++) AddIdentity($"node{i}");
        AddIdentity("client");
    }

    public IEnumerable<string> Nodes => _systems.Keys.Where(n => n != "client").Order();

    public Did NameOf(string node) => _names[node];

    /// <summary>What nodes that start from now on apply the log to.</summary>
    public Func<ActorSystem, IStateMachine>? StateMachine { get; set; }

    public string DataFolder(string node) => Path.Combine(_files.Folder, node + "-data");

    public void AddIdentity(string node) => _names[node] = _files.Add(node);

    public ActorSystem System(string node) => _systems[node];

    public string AddressOf(string node) => ((ExtendedActorSystem)_systems[node]).Provider.DefaultAddress.ToString();

    public Federation Start(string node, string more = "")
    {
        var system = FederationSystem.Create(Configure(node, $"data-dir = \"{DataFolder(node)}\", {_founding}, {more}"), new FederationOptions { Clock = TimeProvider.System, StateMachine = StateMachine });
        _systems[node] = system;
        var federation = Federation.Get(system);
        Introduce();
        return federation;
    }

    public async Task StartAll()
    {
        foreach (var node in _names.Keys.Where(n => n != "client")) Start(node);
        await WhenReady();
    }

    public Task WhenReady() => Task.WhenAll(Nodes.Select(n => Federation.Get(_systems[n]).WhenReady)).WaitAsync(Patience);

    public FederationClient Client(params string[] nodes)
    {
        if (!_systems.ContainsKey("client"))
            _systems["client"] = FederationSystem.CreateClient(Configure("client", ""), new FederationOptions { Clock = TimeProvider.System });
        return FederationClient.Create(_systems["client"], (nodes.Length == 0 ? Nodes : nodes).Select(AddressOf));
    }

    public async Task Stop(string node)
    {
        _systems.Remove(node, out var system);
        await system!.Terminate().WaitAsync(Patience);
    }

    /// <summary>The node that leads, as any node that is ready knows it.</summary>
    public async Task<string> Leader(FederationClient client)
    {
        var leader = (await client.GetStatusAsync(AddressOf(Nodes.First()))).Leader;
        return _names.First(n => n.Value == leader).Key;
    }

    public async Task<TrustBundle> Trust(FederationClient client)
    {
        var genesis = await client.GetGenesisJsonAsync(AddressOf(Nodes.First()));
        var pems = _names.Where(n => n.Key.StartsWith("node", StringComparison.Ordinal)).Select(n => PublicKeys.ToPem(n.Value));
        Assert.True(TrustBundle.TryRead(genesis!, pems, out var trust, out var error), error);
        return trust;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_systems.Values.Select(s => s.Terminate())).WaitAsync(Patience);
        _files.Dispose();
    }

    private void Introduce()
    {
        foreach (var (node, system) in _systems.Where(s => s.Key != "client"))
        {
            foreach (var other in _systems.Keys.Where(n => n != "client" && n != node))
                Federation.Get(system).Runtime.Addresses.Set(_names[other], AddressOf(other));
        }
    }

    private FederationConfiguration Configure(string node, string more) => FederationConfiguration.Parse(
        $"federation {{ cluster-id = test, {more} }}\n{_files.Hocon(node)}\nakka.loglevel = ERROR\nakka.stdout-loglevel = ERROR",
        "test.conf",
        new ConfigurationSources { Environment = new Dictionary<string, string>() });
}
