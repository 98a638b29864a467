#if !ENGINE_AKKANET
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using AkkaFederation.Adapters;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Adapters;

/// <summary>Actor systems over mutual TLS: whom a dialler refuses (A2 to A9; the listener's side is in Attacks), and what a user reads when it cannot start.</summary>
public sealed class FederationSystemTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestIdentity _files = new();
    private readonly List<ActorSystem> _systems = [];
    private readonly Dictionary<ActorSystem, IActorRef> _refusals = [];

    [Fact]
    public async Task A_message_carries_the_identity_that_its_connection_proved()
    {
        var client = _files.Add("client");
        _files.Add("server");
        var server = Start("server");
        server.ActorOf(Props.Create(() => new WhoIsIt()), "who");

        var answer = await Ask(Start("client"), AddressOf(server), "who are you?");

        Assert.Equal(client.Value, answer);
    }

    [Theory]
    [InlineData("foreign CA", CertificateReasons.ForeignCa)]
    [InlineData("expired", CertificateReasons.Expired)]
    [InlineData("not yet valid", CertificateReasons.NotYetValid)]
    [InlineData("client use only", CertificateReasons.WrongRole)]
    [InlineData("two URI SANs", CertificateReasons.ManyUriSans)]
    [InlineData("another DID", CertificateReasons.DidMismatch)]
    public async Task A2_to_A9_a_dialler_refuses_a_listener_with_a_wrong_certificate(string mistake, string reason)
    {
        using var foreign = new TestIdentity();
        _files.Add("honest");
        var hostile = StartHostile(mistake, foreign);
        hostile.ActorOf(Props.Create(() => new WhoIsIt()), "who");
        var honest = Start("honest");

        honest.ActorSelection(AddressOf(hostile) + "/user/who").Tell("hello");

        await Refusal(honest, reason);
        Assert.Equal(0, RemotingCounters.Get(hostile).MessagesReceived);
    }

    [Fact]
    public void A_port_in_use_is_one_clear_line()
    {
        _files.Add("a");
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var error = Assert.Throws<FederationStartException>(() => Start("a", federation: $"node.port = {port}"));

        Assert.Equal($"Cannot listen on 127.0.0.1:{port}: the port is in use; stop the other program or set federation.node.port", error.Message);
        Assert.Equal(2, error.ExitCode);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_missing_key_stops_the_start_before_anything_is_opened()
    {
        var error = Assert.Throws<IdentityException>(() => Start("nobody"));

        Assert.StartsWith(_files.KeyPath("nobody"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_actor_system_of_another_making_has_no_federation()
    {
        var system = ActorSystem.Create("plain");
        _systems.Add(system);

        var error = Record.Exception(() => Federation.Get(system));

        Assert.Contains("was not made by FederationSystem.Create", error?.ToString(), StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(s => s.Terminate()));
        _files.Dispose();
    }

    private ActorSystem StartHostile(string mistake, TestIdentity foreign)
    {
        var now = TestIdentity.Now;
        var template = new NodeCertificateTemplate { CommonName = "hostile" };
        switch (mistake)
        {
            case "foreign CA": foreign.Add("hostile"); break;
            case "expired": _files.Add("hostile", from: now.AddDays(-2)); break;
            case "not yet valid": _files.Add("hostile", from: now.AddDays(2)); break;
            case "client use only": _files.Add("hostile", template with { ServerUse = false }); break;
            case "another DID": _files.Add("hostile", template with { Uris = [EcdsaP256Signer.Generate().Id.Value] }); break;
            default: _files.Add("hostile", template with { Uris = ["did:key:a", "did:key:b"] }); break;
        }

        return StartUnchecked(mistake == "foreign CA" ? foreign : _files, "hostile");
    }

    // A hostile node checks nothing of its own.
    private ActorSystem StartUnchecked(TestIdentity files, string node)
    {
        var configuration = Configuration(node, _files, "");
        var setup = BootstrapSetup.Create()
            .WithConfig(Akka.Configuration.ConfigurationFactory.ParseString(EngineConfiguration.Build(configuration, withDatabase: false)))
            .And(new ConnectionPolicySetup(new HostilePolicy(X509Certificate2.CreateFromPemFile(files.CertificatePath(node), files.KeyPath(node)))));
        return Add(ActorSystem.Create("federation", setup));
    }

    private ActorSystem Start(string node, TestIdentity? files = null, string federation = "") =>
        Add(FederationSystem.CreateClient(Configuration(node, files ?? _files, federation), new FederationOptions { Clock = TimeProvider.System }));

    private static FederationConfiguration Configuration(string node, TestIdentity files, string federation) => FederationConfiguration.Parse(
        $"{files.Hocon(node)}\nfederation {{ cluster-id = test\n {federation} }}\nakka.stdout-loglevel = OFF\nakka.loglevel = OFF",
        "test.conf", new ConfigurationSources { Environment = new Dictionary<string, string>() });

    private ActorSystem Add(ActorSystem system)
    {
        _systems.Add(system);
        _refusals.Add(system, system.ActorOf(Props.Create(() => new Refusals())));
        system.EventStream.Subscribe(_refusals[system], typeof(ConnectionRefused));
        return system;
    }

    private static string AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress.ToString();

    private static async Task<string> Ask(ActorSystem from, string address, string question) =>
        await from.ActorSelection(address + "/user/who").Ask<string>(question, Patience);

    // Every system is watched from its start, so a refusal cannot be missed.
    private async Task Refusal(ActorSystem system, string reason)
    {
        Assert.Equal(reason, await _refusals[system].Ask<string>(reason, Patience));
        Assert.True(RemotingCounters.Get(system).RefusedFor(reason) >= 1);
    }

    private sealed class WhoIsIt : ReceiveActor
    {
        public WhoIsIt() => Receive<string>(_ =>
            Sender.Tell(EngineAdapter.ConnectionIdentity.TryGetPeer(Sender, out var peer) ? peer.Value : "nobody"));
    }

    /// <summary>Answers whoever waits for a reason once a connection has been refused for it.</summary>
    private sealed class Refusals : ReceiveActor
    {
        private readonly HashSet<string> _seen = [];
        private readonly List<(string Reason, IActorRef Asker)> _waiting = [];

        public Refusals()
        {
            Receive<ConnectionRefused>(refused => Answer(() => _seen.Add(refused.Reason)));
            Receive<string>(reason => Answer(() => _waiting.Add((reason, Sender))));
        }

        private void Answer(Action note)
        {
            note();
            foreach (var (reason, asker) in _waiting.Where(w => _seen.Contains(w.Reason))) asker.Tell(reason);
            _waiting.RemoveAll(w => _seen.Contains(w.Reason));
        }
    }

    private sealed class HostilePolicy(X509Certificate2 certificate) : IConnectionPolicy
    {
        public X509Certificate2 LocalCertificate => certificate;

        public ConnectionVerdict Authenticate(X509Certificate2 remote, X509Chain? chain, ConnectionRole role) => ConnectionVerdict.Accept("anybody");
    }
}
#endif
