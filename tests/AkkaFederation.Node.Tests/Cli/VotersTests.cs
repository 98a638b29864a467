using System.Text.Json;
using System.Threading.Channels;
using Akka.Actor;
using AkkaFederation.Consensus;
using AkkaFederation.Hosting;
using AkkaFederation.Node.Cli;
using AkkaFederation.Settings;

namespace AkkaFederation.Node.Tests.Cli;

/// <summary><c>fed voters</c> against a federation of one that grows, over mutual TLS and with databases.</summary>
public sealed class VotersTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly List<ActorSystem> _systems = [];

    public async Task InitializeAsync()
    {
        Assert.Equal(ExitCode.Ok, (await Fed.RunAsync("ca", "init", "--out", _folder["ca"])).Code);
        foreach (var name in (string[])["atlas-1", "atlas-2", "atlas-3", "client"])
            Assert.Equal(ExitCode.Ok, (await Fed.RunAsync("id", "new", "--ca", _folder["ca"], "--out", _folder[name])).Code);
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(s => s.Terminate())).WaitAsync(Patience);
        _folder.Dispose();
    }

    [Fact]
    public async Task Later_nodes_become_voters_and_voters_are_listed_removed_and_added_again()
    {
        var first = Start("atlas-1", "bootstrap-expect = 1");
        var changes = Watch(first);
        var second = Start("atlas-2", $"seed-nodes = [\"{AddressOf(first)}\"]");
        var third = Start("atlas-3", $"seed-nodes = [\"{AddressOf(first)}\"]");
        await Until(changes, c => c.Voters.Count == 3);
        string[] connection = ["--node", AddressOf(second), "--identity", _folder["client"], "--cluster", "voters"];

        var list = await Fed.RunAsync(["voters", "list", .. connection, "--json"]);
        Assert.Equal("", list.Error);
        using var listed = JsonDocument.Parse(list.Out);
        Assert.True(listed.RootElement.GetProperty("fromLeader").GetBoolean());
        Assert.Equal(Federation.Get(first).Self.Value, listed.RootElement.GetProperty("leader").GetString());
        Assert.Equal(3, listed.RootElement.GetProperty("members").EnumerateArray().Count(m => m.GetProperty("votes").GetBoolean()));
        var text = await Fed.RunAsync(["voters", "list", .. connection]);
        Assert.Contains("3 voters, 0 learners", text.Out, StringComparison.Ordinal);

        var removed = await Fed.RunAsync(["voters", "remove", HostAndPort(third), .. connection, "--json"]);
        Assert.Equal("", removed.Error);
        using var removal = JsonDocument.Parse(removed.Out);
        Assert.Equal(Federation.Get(third).Self.Value, removal.RootElement.GetProperty("member").GetString());
        await Until(changes, c => c.Voters.Count == 2 && c.Learners.Count == 0);

        var added = await Fed.RunAsync(["voters", "add", Federation.Get(third).Self.Value, .. connection]);
        Assert.Equal((ExitCode.Ok, ""), (added.Code, added.Error));
        Assert.Contains("added as a learner (log entry", added.Out, StringComparison.Ordinal);
        await Until(changes, c => c.Voters.Count == 3);

        (await Fed.RunAsync(["voters", "promote", "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", .. connection])).AssertOneLine(ExitCode.Failed, "refuses", "add it first");
        (await Fed.RunAsync(["voters", "remove", "atlas-9", .. connection])).AssertOneLine(ExitCode.BadInput, "'atlas-9'", "host:port");
    }

    [Fact]
    public async Task Where_nothing_is_founded_there_are_no_voters()
    {
        var alone = Start("atlas-1", "");
        (await Fed.RunAsync("voters", "list", "--node", AddressOf(alone), "--identity", _folder["client"], "--cluster", "voters"))
            .AssertOneLine(ExitCode.Failed, "takes no part in a founded federation");
    }

    private ActorSystem Start(string name, string more)
    {
        var configuration = FederationConfiguration.Parse(
            $$"""
            federation {
              cluster-id = voters
              node { name = "{{name}}", host = "127.0.0.1", port = 0 }
              identity { key = "{{_folder[name]}}/node.key", certificate = "{{_folder[name]}}/node.crt", ca = "{{_folder[name]}}/ca.crt" }
              membership.profile = local
              data-dir = "{{_folder[name]}}/data"
              {{more}}
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

    private static ChannelReader<ConsensusEvent.VotersChanged> Watch(ActorSystem system)
    {
        var channel = Channel.CreateUnbounded<ConsensusEvent.VotersChanged>();
        var listener = system.ActorOf(Props.Create(() => new Listener(channel.Writer)));
        system.EventStream.Subscribe(listener, typeof(ConsensusEvent.VotersChanged));
        return channel.Reader;
    }

    private static async Task Until(ChannelReader<ConsensusEvent.VotersChanged> changes, Func<ConsensusEvent.VotersChanged, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!wanted(await changes.ReadAsync(patience.Token)))
        {
        }
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(ChannelWriter<ConsensusEvent.VotersChanged> changes) => Receive<ConsensusEvent.VotersChanged>(c => { changes.TryWrite(c); });
    }
}
