#if !ENGINE_AKKANET
using System.Security.Cryptography;
using System.Threading.Channels;
using Akka.Actor;
using AkkaFederation.Adapters;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Attacks;

/// <summary>Trust over real connections that changes while they live: revocation (A6), pins, trust on first use, renewal.</summary>
[Collection(AttackCollection.Name)]
public sealed class TrustTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = NodeUnderAttack.Patience;
    private readonly TestIdentity _files = new();
    private readonly List<ActorSystem> _systems = [];
    private readonly LogCapture _log = new();

    [Fact]
    public async Task A6_a_peer_that_is_revoked_mid_session_is_disconnected_evicted_and_refused()
    {
        var list = Write("revoked", "# nobody yet\n");
        var (a, b) = (_files.Add("a"), _files.Add("b"));
        var first = Start("a", $"bootstrap-expect = 1, identity.revoked = [\"{list}\"], {Quick}");
        await first.WhenReady.WaitAsync(Patience);
        var changes = Listen<PeerStatusChanged>(_systems[0]);
        var gone = Listen<DisassociatedEventOf>(_systems[0]);
        var second = Start("b", $"seed-nodes = [\"{first.Endpoint}\"], {Quick}");
        await Until(changes, c => c.Peer == b && c.To == PeerStatus.Healthy);
        var before = first.Membership!;

        Change(list, $"# lost\n{b}  # laptop\n");

        var evicted = await Until(changes, c => c.Peer == b && c.To == PeerStatus.Evicted);
        Assert.Equal(StatusCause.Revoked, evicted.Cause);
        await Until(gone, g => g.Peer == second.Endpoint);
        await Until(Listen<ConnectionRefused>(_systems[0]), r => r.Reason == CertificateReasons.Revoked);

        // Only the one reason was counted, and the log goes on.
        Assert.Equal([CertificateReasons.Revoked], RemotingCounters.Get(_systems[0]).Refused.Keys.Except(["refused-by-peer"]));
        Assert.IsType<ProposalOutcome.Committed>(await first.ProposeAsync(new byte[] { 1 }).WaitAsync(Patience));
        Assert.Equal(PeerStatus.Evicted, first.Membership!.Find(b)!.Status);
        Assert.Equal(a, before.Self.Id);
    }

    [Fact]
    public async Task A6_a_client_whose_certificate_is_revoked_by_the_ca_is_cut_off_in_mid_traffic()
    {
        var list = Write("revoked", RevocationList.Sign([], 1, _files.Authority));
        var client = _files.Add("client");
        _files.Add("server");
        var server = StartClient("server", $"identity.revoked = [\"{list}\"], {Quick}");
        server.ActorOf(Props.Create(() => new WhoIsIt()), "who");
        var from = StartClient("client", Quick);
        Assert.Equal(client.Value, await AskAsync(from, server));
        var refusals = Listen<ConnectionRefused>(server);
        var lost = Listen<DisassociatedEventOf>(from);
        using var certificate = NodeUnderAttack.CertificateOf(_files, "client");

        Change(list, RevocationList.Sign([$"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}"], 2, _files.Authority));

        var cut = await Until(refusals, r => r.Reason == CertificateReasons.Revoked);
        Assert.Contains("trusted no more", cut.Detail, StringComparison.Ordinal);

        // Once the client has noticed, its next message takes a new connection.
        await Until(lost, _ => true);
        from.ActorSelection(AddressOf(server) + "/user/who").Tell("again");
        await Until(refusals, r => r is { Reason: CertificateReasons.Revoked, Inbound: true } && r.Detail.Contains(client.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_list_or_an_older_one_leaves_the_last_good_one_in_force_and_is_named_with_file_and_line()
    {
        var victim = _files.Add("client");
        _files.Add("server");
        var good = RevocationList.Sign([victim.Value], 5, _files.Authority);
        var list = Write("revoked", good);
        var server = StartClient("server", $"identity.revoked = [\"{list}\"], {Quick}");
        var lines = Listen<Akka.Event.Warning>(server);

        Change(list, good.Replace(victim.Value, "did:key:zDn", StringComparison.Ordinal));
        await Until(lines, l => l.Message.ToString()!.StartsWith($"{list}:4: the signature is not", StringComparison.Ordinal));
        Change(list, RevocationList.Sign([], 4, _files.Authority));
        await Until(lines, l => l.Message.ToString()!.Contains("number 4, and number 5 is in force", StringComparison.Ordinal));
        Change(list, $"# nobody\n");
        await Until(lines, l => l.Message.ToString()!.Contains("was signed by the CA and is not any more", StringComparison.Ordinal));

        server.ActorOf(Props.Create(() => new WhoIsIt()), "who");
        var refusals = Listen<ConnectionRefused>(server);
        StartClient("client", Quick).ActorSelection(AddressOf(server) + "/user/who").Tell("hello");
        await Until(refusals, r => r.Reason == CertificateReasons.Revoked);
    }

    [Fact]
    public void A_damaged_list_stops_the_start()
    {
        _files.Add("server");
        var list = Write("revoked", "# one\nrubbish\n");

        var error = Assert.Throws<IdentityException>(() => StartClient("server", $"identity.revoked = [\"{list}\"]"));

        Assert.StartsWith($"{list}:2: 'rubbish': expected a DID", error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{list}x: the revocation list is missing", Assert.Throws<IdentityException>(() => StartClient("server", $"identity.revoked = [\"{list}x\"]")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pinned_peers_with_self_signed_certificates_talk_until_one_is_taken_off_the_list()
    {
        var (client, server) = (_files.AddSelfSigned("client"), _files.AddSelfSigned("server"));
        _files.AddSelfSigned("stranger");
        var list = Write("pinned", $"{client} # the client\n");
        var node = StartClient("server", $"identity {{ trust = pinned, pinned-file = \"{list}\" }}, {Quick}");
        node.ActorOf(Props.Create(() => new WhoIsIt()), "who");
        var from = StartClient("client", $"identity {{ trust = pinned, pinned = [\"{server}\"] }}, {Quick}");
        Assert.Equal(client.Value, await AskAsync(from, node));

        var refusals = Listen<ConnectionRefused>(node);
        var stranger = StartClient("stranger", $"identity {{ trust = pinned, pinned = [\"{server}\"] }}, {Quick}");
        stranger.ActorSelection(AddressOf(node) + "/user/who").Tell("hello");
        Assert.Equal(CertificateReasons.NotPinned, (await Until(refusals, _ => true)).Reason);

        Change(list, "# nobody\n");
        await Until(refusals, r => r.Reason == CertificateReasons.NotPinned && r.Detail.Contains(client.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tofu_believes_the_first_key_at_an_address_refuses_another_and_remembers_over_a_restart()
    {
        var first = _files.AddSelfSigned("server");
        _files.AddSelfSigned("client");
        var known = Path.Combine(_files.Folder, "known");
        var tofu = $"identity {{ trust = tofu, tofu {{ accept-the-risk = on, file = \"{known}\" }} }}, {Quick}";
        var server = StartClient("server", $"{tofu.Replace("known\"", "known-server\"", StringComparison.Ordinal)}");
        var port = ((ExtendedActorSystem)server).Provider.DefaultAddress.Port;
        server.ActorOf(Props.Create(() => new WhoIsIt()), "who");
        var client = StartClient("client", tofu);
        await AskAsync(client, server);
        Assert.Contains($"127.0.0.1:{port} {first}", await File.ReadAllTextAsync(known), StringComparison.Ordinal);
        await client.Terminate();
        await server.Terminate();

        var other = _files.AddSelfSigned("server");
        server = StartClient("server", $"{tofu.Replace("known\"", "known-other\"", StringComparison.Ordinal)}, node.port = {port}");
        client = StartClient("client", tofu);
        var refusals = Listen<ConnectionRefused>(client);
        client.ActorSelection(AddressOf(server) + "/user/who").Tell("hello");

        var refused = await Until(refusals, _ => true);
        Assert.Equal(CertificateReasons.KeyChanged, refused.Reason);
        Assert.Contains(first.Value, refused.Detail, StringComparison.Ordinal);
        Assert.Contains(other.Value, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_renewed_under_traffic_and_nothing_is_lost()
    {
        var client = _files.Add("client");
        _files.Add("server");
        var server = StartClient("server", Quick);
        var counter = Listen<int>(server);
        server.ActorOf(Props.Create(() => new Publisher()), "count");
        var from = StartClient("client", Quick);
        var target = await from.ActorSelection(AddressOf(server) + "/user/count").ResolveOne(Patience);

        for (var i = 0; i < 300; i++)
        {
            if (i == 100) _files.Renew("server");
            if (i == 200) _files.Renew("client");
            target.Tell(i);
            Assert.Equal(i, await counter.ReadAsync().AsTask().WaitAsync(Patience));
        }

        // The next connection shows the new certificate; the identity is the same key's.
        using var fresh = await RawConnection.TlsAsync(((ExtendedActorSystem)server).Provider.DefaultAddress.Port!.Value, NodeUnderAttack.CertificateOf(_files, "client"));
        using var now = NodeUnderAttack.CertificateOf(_files, "server");
        Assert.Equal(now.SerialNumber, fresh.RemoteSerial);
        Assert.Empty(RemotingCounters.Get(server).Refused);
        Assert.Empty(RemotingCounters.Get(from).Refused);
        Assert.False(client.IsEmpty);
    }

    [Fact]
    public async Task A_certificate_that_will_soon_end_is_warned_of()
    {
        _files.Add("server");
        var server = StartClient("server", $"identity.expiry-warning = 2d, {Quick}");
        await EventuallyAsync(server, () => _log.Lines.Any(l => l.Text.StartsWith($"{_files.CertificatePath("server")}: the certificate of this node ends at", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_expired_certificate_stops_the_start_with_the_remedy()
    {
        _files.Add("server", from: TestIdentity.Now.AddDays(-3));
        var error = Assert.Throws<IdentityException>(() => StartClient("server", ""));
        Assert.StartsWith($"{_files.CertificatePath("server")}: the certificate expired at", error.Message, StringComparison.Ordinal);
        Assert.Contains("fed id renew", error.Message, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(s => s.Terminate()));
        _files.Dispose();
    }

    private const string Quick = "identity.reload-interval = 20ms";

    private string Write(string name, string text)
    {
        var path = Path.Combine(_files.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static void Change(string path, string text)
    {
        var former = File.GetLastWriteTimeUtc(path);
        TextFile.Replace(path, text);
        File.SetLastWriteTimeUtc(path, former.AddSeconds(2));
    }

    private Federation Start(string node, string federation)
    {
        var system = FederationSystem.Create(Configuration(node, $"{federation}, membership.profile = local, data-dir = \"{Path.Combine(_files.Folder, node)}\""), Options());
        _systems.Add(system);
        return Federation.Get(system);
    }

    private ActorSystem StartClient(string node, string federation)
    {
        var system = FederationSystem.CreateClient(Configuration(node, federation), Options());
        _systems.Add(system);
        return system;
    }

    private FederationOptions Options() => new() { Clock = TimeProvider.System, Logging = _log };

    private FederationConfiguration Configuration(string node, string federation) => FederationConfiguration.Parse(
        $"{_files.Hocon(node)}\nfederation {{ cluster-id = test\n {federation} }}\nakka.stdout-loglevel = OFF\nakka.loglevel = INFO",
        "test.conf", new ConfigurationSources { Environment = new Dictionary<string, string>() });

    private static string AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress.ToString();

    private static async Task<string> AskAsync(ActorSystem from, ActorSystem to) =>
        await from.ActorSelection(AddressOf(to) + "/user/who").Ask<string>("who are you?", Patience);

    private static ChannelReader<T> Listen<T>(ActorSystem system)
    {
        var seen = Channel.CreateUnbounded<T>();
        var type = typeof(T) == typeof(DisassociatedEventOf) ? typeof(Akka.Remote.DisassociatedEvent) : typeof(T);
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Tap<T>(seen.Writer))), typeof(T) == typeof(int) ? typeof(Counted) : type);
        return seen.Reader;
    }

    private static async Task<T> Until<T>(ChannelReader<T> seen, Func<T, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var next = await seen.ReadAsync(limit.Token);
            if (wanted(next)) return next;
        }
    }

    // Asks an actor each time, so that looking is not spinning.
    private static async Task EventuallyAsync(ActorSystem system, Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        var who = system.ActorOf(Props.Create(() => new WhoIsIt()));
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await who.Ask<string>("?", Patience);
        }
    }

    private sealed record DisassociatedEventOf(string Peer);

    private sealed record Counted(int Number);

    private sealed class Tap<T> : ReceiveActor
    {
        public Tap(ChannelWriter<T> seen)
        {
            Receive<Counted>(c => seen.TryWrite((T)(object)c.Number));
            Receive<Akka.Remote.DisassociatedEvent>(e => seen.TryWrite((T)(object)new DisassociatedEventOf(e.RemoteAddress.ToString())));
            Receive<T>(t => seen.TryWrite(t));
        }
    }

    private sealed class Publisher : ReceiveActor
    {
        public Publisher() => Receive<int>(i => Context.System.EventStream.Publish(new Counted(i)));
    }

    private sealed class WhoIsIt : ReceiveActor
    {
        public WhoIsIt() => Receive<string>(_ =>
            Sender.Tell(EngineAdapter.ConnectionIdentity.TryGetPeer(Sender, out var peer) ? peer.Value : "nobody"));
    }
}
#endif
