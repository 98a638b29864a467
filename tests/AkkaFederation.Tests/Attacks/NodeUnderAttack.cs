#if !ENGINE_AKKANET
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Akka.Actor;
using AkkaFederation.Engine.Remote;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;
using AkkaFederation.Wire;

namespace AkkaFederation.Tests.Attacks;

/// <summary>
/// A whole node, a federation of one with an entry in its log, on a real TLS port, and an honest client of it. After each
/// attack: the one reason was counted and no other, membership and log are what they were, memory has not grown, and the
/// honest client is served.
/// </summary>
public sealed class NodeUnderAttack : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const long MemoryAllowance = 48 << 20;
    private readonly Channel<ConnectionRefused> _refusals = Channel.CreateUnbounded<ConnectionRefused>();
    private ActorSystem _client = null!;
    private FederationClient _honest = null!;
    private (NodeStatus Status, IReadOnlyDictionary<string, long> Refused, long WireRefused, long Memory) _before;

    internal TestIdentity Files { get; } = new();

    internal LogCapture Log { get; } = new();

    internal ActorSystem System { get; private set; } = null!;

    internal Federation Federation { get; private set; } = null!;

    public int Port => ((ExtendedActorSystem)System).Provider.DefaultAddress.Port!.Value;

    internal WireRegistry Wire => FederationWire.Get(System).Registry;

    public async Task InitializeAsync()
    {
        Files.Add("node");
        Files.Add("client");
        System = FederationSystem.Create(Configuration("node", $"bootstrap-expect = 1, data-dir = \"{Path.Combine(Files.Folder, "data")}\""),
            new FederationOptions { Clock = TimeProvider.System, Logging = Log });
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Listener(_refusals.Writer))), typeof(ConnectionRefused));
        Federation = Federation.Get(System);
        await Federation.WhenReady.WaitAsync(Patience);
        Assert.IsType<ProposalOutcome.Committed>(await Federation.ProposeAsync(Encoding.UTF8.GetBytes("before the attack")).WaitAsync(Patience));
        _client = FederationSystem.CreateClient(Configuration("client", ""), new FederationOptions { Clock = TimeProvider.System });
        _honest = FederationClient.Create(_client, [Federation.Endpoint]);
    }

    public async Task DisposeAsync()
    {
        await _honest.DisposeAsync();
        await Task.WhenAll(_client.Terminate(), System.Terminate());
        Files.Dispose();
    }

    /// <summary>Notes what must not change.</summary>
    public async Task BeginAsync()
    {
        _before = (await StatusAsync(), RemotingCounters.Get(System).Refused, Wire.Counters.TotalRefused, 0);
        _before.Memory = GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>A refusal was published for this reason, which was counted as often as told, and nothing else happened.</summary>
    public async Task AssertUnharmedAsync(string reason, int times = 1)
    {
        var refusals = new List<ConnectionRefused>();
        using var limit = new CancellationTokenSource(Patience);
        while (refusals.Count < times) refusals.Add(await _refusals.Reader.ReadAsync(limit.Token));
        Assert.All(refusals, r => Assert.Equal(reason, r.Reason));

        var after = await StatusAsync();
        var counted = RemotingCounters.Get(System).Refused.Where(r => r.Value != _before.Refused.GetValueOrDefault(r.Key)).ToDictionary(r => r.Key, r => r.Value - _before.Refused.GetValueOrDefault(r.Key));
        Assert.Equal(new Dictionary<string, long> { [reason] = times }, counted);
        AssertSame(after);
        Assert.False(_refusals.Reader.TryRead(out var more), more?.Reason);
    }

    public long NewWireRefusals => Wire.Counters.TotalRefused - _before.WireRefused;

    internal X509Certificate2 Certificate(string name) => CertificateOf(Files, name);

    internal static X509Certificate2 CertificateOf(TestIdentity files, string name) => X509Certificate2.CreateFromPemFile(files.CertificatePath(name), files.KeyPath(name));

    /// <summary>What the node says of itself to the honest client: that it answers shows that it lives.</summary>
    public async Task<NodeStatus> StatusAsync() => await _honest.GetStatusAsync(Federation.Endpoint).WaitAsync(Patience);

    internal FederationConfiguration Configuration(string node, string federation) => FederationConfiguration.Parse(
        $"{Files.Hocon(node)}\nfederation {{ cluster-id = test\n {federation} }}\nakka.stdout-loglevel = OFF\nakka.loglevel = DEBUG",
        "test.conf", new ConfigurationSources { Environment = new Dictionary<string, string>() });

    internal void AssertSame(NodeStatus after)
    {
        Assert.Equal((_before.Status.Term, _before.Status.CommitIndex, _before.Status.LastIndex), (after.Term, after.CommitIndex, after.LastIndex));
        Assert.Equal(_before.Status.Peers.Select(p => (p.Id, p.Status)), after.Peers.Select(p => (p.Id, p.Status)));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - _before.Memory, long.MinValue, MemoryAllowance);
        Assert.False(Federation.WhenEnded.IsCompleted);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(ChannelWriter<ConnectionRefused> refusals) => Receive<ConnectionRefused>(r => refusals.TryWrite(r));
    }
}
#endif
