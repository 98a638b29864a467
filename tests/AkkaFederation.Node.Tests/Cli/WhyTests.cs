using System.Text.Json;
using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Tests.Cli;

/// <summary><c>fed why</c> and <c>fed peers</c> against nodes that run, over mutual TLS, as a user would ask them.</summary>
public sealed class WhyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private readonly List<ActorSystem> _systems = [];

    public async Task InitializeAsync()
    {
        Assert.Equal(ExitCode.Ok, (await Fed.RunAsync("ca", "init", "--out", _folder["ca"])).Code);
        foreach (var name in (string[])["atlas-1", "atlas-2", "client"])
            Assert.Equal(ExitCode.Ok, (await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder[name])).Code);
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(s => s.Terminate())).WaitAsync(Patience);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_node_tells_who_its_peers_are_and_why_it_thinks_so_of_one()
    {
        var first = Start("atlas-1", []);
        var second = Start("atlas-2", [AddressOf(first)]);
        var did = Federation.Get(second).Self.Value;
        await Knows(first, did);
        string[] connection = ["--node", AddressOf(first), "--identity", _folder["client"], "--cluster", "why"];

        var peers = await Fed.RunAsync(["peers", .. connection, "--json"]);
        Assert.Equal("", peers.Error);
        using var list = JsonDocument.Parse(peers.Out);
        var peer = Assert.Single(list.RootElement.GetProperty("peers").EnumerateArray());
        Assert.Equal((did, "atlas-2", "HEALTHY"), (peer.GetProperty("did").GetString(), peer.GetProperty("name").GetString(), peer.GetProperty("status").GetString()));

        foreach (var named in (string[])[did, "atlas-2", did[^8..], did["did:key:".Length..][..30], HostAndPort(second)])
        {
            var why = await Fed.RunAsync(["why", named, .. connection, "--json"]);
            Assert.Equal("", why.Error);
            using var answer = JsonDocument.Parse(why.Out);
            Assert.Equal(did, answer.RootElement.GetProperty("peer").GetProperty("did").GetString());
            var kinds = answer.RootElement.GetProperty("chain").EnumerateArray().Select(o => o.GetProperty("kind").GetString()).ToList();
            Assert.Contains("Registered", kinds);
            Assert.Contains("StatusChanged", kinds);
        }

        var text = await Fed.RunAsync(["why", "atlas-2", .. connection]);
        Assert.Contains("HEALTHY in the view of", text.Out, StringComparison.Ordinal);
        Assert.Contains("unknown -> HEALTHY (Registered", text.Out, StringComparison.Ordinal);
        (await Fed.RunAsync(["why", "atlas-9", .. connection])).AssertOneLine(ExitCode.BadInput, "'atlas-9'", "fed peers");
        (await Fed.RunAsync(["why", Federation.Get(first).Self.Value, .. connection])).AssertOneLine(ExitCode.BadInput, "this node itself");
    }

    [Theory]
    [InlineData("why x", "--node")]
    [InlineData("why x --node nowhere --identity CLIENT --cluster why", "nowhere")]
    [InlineData("why x --node 127.0.0.1:1", "an identity is needed")]
    [InlineData("peers --node 127.0.0.1:1 --identity there", "--cluster")]
    public async Task What_is_missing_is_named(string arguments, string named) =>
        (await Fed.RunAsync(arguments.Replace("CLIENT", _folder["client"], StringComparison.Ordinal).Split(' '))).AssertOneLine(ExitCode.BadInput, named);

    [Fact]
    public async Task A_node_that_does_not_answer_is_named() =>
        (await Fed.RunAsync("peers", "--node", "127.0.0.1:1", "--identity", _folder["client"], "--cluster", "why"))
            .AssertOneLine(ExitCode.Failed, "127.0.0.1:1", "did not answer");

    private ActorSystem Start(string name, IEnumerable<string> seeds)
    {
        var configuration = FederationConfiguration.Parse(
            $$"""
            federation {
              cluster-id = why
              node { name = "{{name}}", host = "127.0.0.1", port = 0 }
              identity { key = "{{_folder[name]}}/node.key", certificate = "{{_folder[name]}}/node.crt", ca = "{{_folder[name]}}/ca.crt" }
              seed-nodes = [{{string.Join(", ", seeds.Select(s => $"\"{s}\""))}}]
              membership.profile = local
              data-dir = "{{_folder[name]}}/data"
            }
            akka { loglevel = ERROR, stdout-loglevel = ERROR }
            """,
            "test.conf");
        var system = FederationSystem.Create(configuration, new FederationOptions { Clock = TimeProvider.System });
        _systems.Add(system);
        Federation.Get(system);
        return system;
    }

    private static string AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress.ToString();

    private static string HostAndPort(ActorSystem system)
    {
        var address = AddressOf(system);
        return address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];
    }

    private static async Task Knows(ActorSystem system, string did)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = system.ActorOf(Props.Create(() => new Listener(did, seen)));
        system.EventStream.Subscribe(listener, typeof(PeerStatusChanged));
        if (Federation.Get(system).Membership?.Peers.Any(p => p.Id.Value == did) == true) return;
        await seen.Task.WaitAsync(Patience);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(string did, TaskCompletionSource seen) => Receive<PeerStatusChanged>(c => c.Peer.Value == did, _ => seen.TrySetResult());
    }
}
