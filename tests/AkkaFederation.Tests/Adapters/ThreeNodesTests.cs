#if !ENGINE_AKKANET
using System.Text;
using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Adapters;

/// <summary>Three nodes and a client in one process: real TLS, real databases, the real rooms.</summary>
public sealed class ThreeNodesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TestIdentity _files = new();
    private readonly List<ActorSystem> _systems = [];

    [Fact]
    public async Task They_find_each_other_found_a_log_and_commit_for_a_client_of_another_system()
    {
        foreach (var node in new[] { "a", "b", "c", "client" }) _files.Add(node);
        var first = Start("a", "");
        var nodes = new[] { first, Start("b", first.Endpoint), Start("c", first.Endpoint) };
        await Task.WhenAll(nodes.Select(n => n.WhenReady)).WaitAsync(Patience);

        await using var client = FederationClient.Create(StartClient(), nodes.Select(n => n.Endpoint));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.ProposeAsync(Encoding.UTF8.GetBytes($"proposal {i}"), new ProposeOptions { Ttl = Patience }))).WaitAsync(Patience);

        var indexes = outcomes.Select(o => Assert.IsType<ProposalOutcome.Committed>(o).Index).ToList();
        Assert.Equal(indexes.Count, indexes.Distinct().Count());
        var peers = nodes[0].Membership!.Peers;
        Assert.Equal(nodes[1..].Select(n => n.Self).Order(), peers.Select(p => p.Id));
        Assert.All(peers, p => Assert.Equal(PeerStatus.Healthy, p.Status));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(s => s.Terminate()));
        _files.Dispose();
    }

    private Federation Start(string node, string seed)
    {
        var system = FederationSystem.Create(
            Configuration(node, $"bootstrap-expect = 3, seed-nodes = [{(seed.Length > 0 ? $"\"{seed}\"" : "")}], data-dir = \"{Path.Combine(_files.Folder, node)}\""),
            new FederationOptions { Clock = TimeProvider.System });
        _systems.Add(system);
        return Federation.Get(system);
    }

    private ActorSystem StartClient()
    {
        var system = FederationSystem.CreateClient(Configuration("client", ""), new FederationOptions { Clock = TimeProvider.System });
        _systems.Add(system);
        return system;
    }

    private FederationConfiguration Configuration(string node, string federation) => FederationConfiguration.Parse(
        $"{_files.Hocon(node)}\nfederation {{ cluster-id = test\n {federation} }}\nakka.stdout-loglevel = OFF\nakka.loglevel = OFF",
        "test.conf", new ConfigurationSources { Environment = new Dictionary<string, string>() });
}
#endif
