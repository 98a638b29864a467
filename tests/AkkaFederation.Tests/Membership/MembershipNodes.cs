using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Membership;

/// <summary>Whole nodes as actor systems of this process, over mutual TLS, that find one another by their seeds alone.</summary>
internal sealed class MembershipNodes : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestIdentity _files = new();
    private readonly Dictionary<string, ActorSystem> _systems = [];
    private readonly Dictionary<string, Did> _names = [];
    private readonly Dictionary<string, Task> _remembered = [];

    public Did NameOf(string node) => _names[node];

    public ActorSystem System(string node) => _systems[node];

    public string AddressOf(string node) => ((ExtendedActorSystem)_systems[node]).Provider.DefaultAddress.ToString();

    public int PortOf(string node) => ((ExtendedActorSystem)_systems[node]).Provider.DefaultAddress.Port!.Value;

    public void Start(string node, IEnumerable<string> seeds, int port = 0, string more = "")
    {
        var list = string.Join(", ", seeds.Select(s => $"\"{s}\""));
        var federation = $"cluster-id = test, data-dir = \"{Path.Combine(_files.Folder, node + "-data")}\", bootstrap-expect = 3, node.port = {port}, seed-nodes = [{list}], membership.profile = local";
        var system = FederationSystem.Create(Configure(node, $"{federation}, {more}"), new FederationOptions { Clock = TimeProvider.System });
        _systems[node] = system;
        _remembered[node] = Watch(node, e => e is PeersRemembered { Count: 2 } saved ? saved : null, null);
        Federation.Get(system);
    }

    public ActorSystem StartClient(string node)
    {
        var system = FederationSystem.CreateClient(Configure(node, "cluster-id = test"), new FederationOptions { Clock = TimeProvider.System });
        return _systems[node] = system;
    }

    public Task<MembershipSnapshot> WaitUntil(string node, Func<MembershipSnapshot, bool> condition) =>
        Watch(node, s => s is MembershipSnapshot snapshot && condition(snapshot) ? snapshot : null, Federation.Get(_systems[node]).Membership);

    /// <summary>Ends when the present life of the node has made two peers durable.</summary>
    public Task WaitUntilTwoAreRemembered(string node) => _remembered[node];

    public Task<PeerStatusChanged> WaitFor(string node, PeerStatus status, Did peer) =>
        Watch(node, e => e is PeerStatusChanged change && change.Peer == peer && change.To == status ? change : null, null);

    public Task WaitForRefusal(string node, MembershipRefusal reason, Did from) =>
        Watch(node, e => e is MembershipRefused refused && refused.Reason == reason && refused.From == from ? refused : null, null);

    public Task WhenAllHealthy(params string[] nodes) => Task.WhenAll(nodes.Select(n => WaitUntil(
        n, s => nodes.All(o => s.Find(_names[o])?.Status == PeerStatus.Healthy))));

    public IActorRef Membership(string from, string to) =>
        ((ExtendedActorSystem)_systems[from]).Provider.ResolveActorRef($"{AddressOf(to)}/user/federation/membership");

    public async Task<MembershipReport> Report(string node) =>
        await _systems[node].ActorSelection("/user/federation/membership").Ask<MembershipReport>(GetMembership.Instance, Patience);

    /// <summary>Ends a node; with its signed farewell, or as if it were killed.</summary>
    public async Task Stop(string node, bool farewell)
    {
        _systems.Remove(node, out var system);
        if (farewell) await CoordinatedShutdown.Get(system!).Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        else await system!.Terminate().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_systems.Values.Select(s => s.Terminate())).WaitAsync(Patience);
        _files.Dispose();
    }

    // Terminate alone is a kill here: it runs no shutdown tasks.
    private FederationConfiguration Configure(string node, string federation)
    {
        if (!_names.ContainsKey(node)) _names[node] = _files.Add(node);
        return FederationConfiguration.Parse(
            $"federation {{ {federation} }}\n{_files.Hocon(node)}\nakka {{ loglevel = ERROR, stdout-loglevel = ERROR, coordinated-shutdown.run-by-actor-system-terminate = off }}",
            "test.conf",
            new ConfigurationSources { Environment = new Dictionary<string, string>() });
    }

    private Task<T> Watch<T>(string node, Func<object, T?> select, object? first)
        where T : class
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var system = _systems[node];
        Action<object> offer = Offer;
        var watcher = system.ActorOf(Props.Create(() => new Watcher(offer)));
        system.EventStream.Subscribe(watcher, typeof(MembershipRefused));
        system.EventStream.Subscribe(watcher, typeof(MembershipSnapshot));
        system.EventStream.Subscribe(watcher, typeof(PeerStatusChanged));
        system.EventStream.Subscribe(watcher, typeof(PeersRemembered));
        if (first is not null) Offer(first);
        return done.Task.WaitAsync(Patience);

        void Offer(object message)
        {
            if (select(message) is { } found) done.TrySetResult(found);
        }
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly Action<object> _offer;

        public Watcher(Action<object> offer) => _offer = offer;

        protected override void OnReceive(object message) => _offer(message);
    }
}
