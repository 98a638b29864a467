using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.Actor;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Node.Http;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;
using Microsoft.Extensions.Logging;

namespace AkkaFederation.Node.Tests.Http;

/// <summary>Whole nodes of this process that serve HTTPS on free ports of loopback, and raw connections to them.</summary>
internal sealed class HttpNodes : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, ActorSystem> _systems = [];
    private readonly Dictionary<string, FederationHttp> _servers = [];

    public TestIdentity Files { get; } = new();

    public ShiftedClock Clock { get; } = new();

    public RecordingLog Log { get; } = new();

    public FederationHttp Server(string node) => _servers[node];

    public Federation Federation(string node) => AkkaFederation.Federation.Get(_systems[node]);

    public int Port(string node) => new Uri(_servers[node].Url).Port;

    public async Task<Federation> Start(string node, string more = "", IEnumerable<string>? seeds = null)
    {
        if (!File.Exists(Files.KeyPath(node))) Files.Add(node);
        var list = string.Join(", ", (seeds ?? []).Select(s => $"\"{s}\""));
        var configuration = FederationConfiguration.Parse(
            $$"""
            federation {
              cluster-id = test, data-dir = "{{Path.Combine(Files.Folder, node + "-data")}}", bootstrap-expect = 1, seed-nodes = [{{list}}], membership.profile = local
              http { enabled = on, port = 0 }
              {{more}}
            }
            {{Files.Hocon(node)}}
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            """,
            "test.conf",
            new ConfigurationSources { Environment = new Dictionary<string, string>() });
        var logging = LoggerFactory.Create(b => b.AddProvider(Log));
        var system = FederationSystem.Create(configuration, new FederationOptions { Clock = Clock, Logging = logging });
        _systems[node] = system;
        var federation = AkkaFederation.Federation.Get(system);
        if (await FederationHttp.StartAsync(federation, logging, CancellationToken.None) is { } server) _servers[node] = server;

        // Nothing to remove; the answer says that membership and the gateway serve.
        await federation.Gateway.DeregisterPeerAsync(federation.Self).WaitAsync(Patience);
        return federation;
    }

    /// <summary>Completes once a node's published view is such.</summary>
    public async Task<MembershipSnapshot> WaitUntil(string node, Func<MembershipSnapshot, bool> holds)
    {
        var done = new TaskCompletionSource<MembershipSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<MembershipSnapshot> offer = view =>
        {
            if (holds(view)) done.TrySetResult(view);
        };
        var system = _systems[node];
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Watcher(offer))), typeof(MembershipSnapshot));
        offer((await Report(node)).Snapshot);
        return await done.Task.WaitAsync(Patience);
    }

    /// <summary>View and counts as the membership room has them now.</summary>
    public Task<MembershipReport> Report(string node) =>
        _systems[node].ActorSelection("/user/federation/membership").Ask<MembershipReport>(GetMembership.Instance, Patience);

    public async Task Stop(string node)
    {
        if (_servers.Remove(node, out var server)) await server.DisposeAsync();
        _systems.Remove(node, out var system);
        await system!.Terminate().WaitAsync(Patience);
    }

    /// <summary>The certificate of a node with its key, for connections of a test.</summary>
    public X509Certificate2 Certificate(string node, TestIdentity? files = null)
    {
        files ??= Files;
        if (!File.Exists(files.KeyPath(node))) files.Add(node);
        return Load(files, node);
    }

    public static X509Certificate2 Load(TestIdentity files, string node) =>
        X509Certificate2.CreateFromPemFile(files.CertificatePath(node), files.KeyPath(node));

    public Did DidOf(string node) => CertificateIdentity.TryGetDid(Load(Files, node), out var did, out _) ? did : default;

    public ActorSystem System(string node) => _systems[node];

    /// <summary>A client that trusts whatever the server shows and shows a certificate, or none.</summary>
    public static HttpClient Client(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        SslOptions = Options(certificate, SslProtocols.Tls13),
        AllowAutoRedirect = false,
    })
    { Timeout = Patience };

    /// <summary>Sends bytes over one TLS connection and reads until the server ends it; what was read.</summary>
    public async Task<string> Raw(string node, string request, X509Certificate2? certificate, SslProtocols protocol = SslProtocols.Tls13)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", Port(node));
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(Options(certificate, protocol));
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(tls, Encoding.ASCII);
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values) await server.DisposeAsync();
        await Task.WhenAll(_systems.Values.Select(s => s.Terminate())).WaitAsync(Patience);
        Files.Dispose();
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(Action<MembershipSnapshot> offer) => Receive(offer);
    }

    private static SslClientAuthenticationOptions Options(X509Certificate2? certificate, SslProtocols protocol) => new()
    {
        TargetHost = "localhost",
        EnabledSslProtocols = protocol,
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
    };
}
