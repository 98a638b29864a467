#if ENGINE_AKKANET
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaFederation.Adapters;
using AkkaFederation.Discovery;
using AkkaFederation.Gateway;
using AkkaFederation.Hosting;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Hosting;

namespace AkkaFederation.Tests.Adapters;

/// <summary>
/// A system on Akka.NET's own remoting and cluster, configured as a node's is, with the rooms that the bridge touches:
/// discovery, the gateway and the bridge are real, membership and consensus are probes.
/// </summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private const string Password = "cluster";
    private static readonly Lazy<string> Certificate = new(MakeCertificate);
    private readonly TestKit _kit;

    // No log, a certificate of this run, and none of Akka.NET's batching, which holds back for seconds under TLS.
    private static string Quiet => $$"""
        stdout-loglevel = OFF, loglevel = OFF
        remote.dot-netty.tcp {
          tcp-reuse-addr = off, batching.enabled = false
          ssl { suppress-validation = true, certificate { path = "{{Certificate.Value}}", password = {{Password}} } }
        }
        """;

    private ClusterNode(ActorSystem system, FederationRuntime runtime)
    {
        System = system;
        Runtime = runtime;
        _kit = new TestKit(system);
        (Membership, Consensus) = (_kit.CreateTestProbe(), _kit.CreateTestProbe());
    }

    public ActorSystem System { get; }

    public FederationRuntime Runtime { get; }

    public TestProbe Membership { get; }

    public TestProbe Consensus { get; }

    public TestProbe Probe() => _kit.CreateTestProbe();

    /// <summary>A member of the cluster that seeds it, or joins the seed.</summary>
    public static ClusterNode Member(int port, int seedPort, string bridge = "")
    {
        var node = Create($"node.port = {port}, cluster-bridge {{ enabled = on, {bridge} }}", $"cluster.seed-nodes = [\"akka.ssl.tcp://federation@127.0.0.1:{seedPort}\"]");
        var (runtime, membership, consensus) = (node.Runtime, node.Membership.Ref, node.Consensus.Ref);
        node.System.ActorOf(Props.Create(() => new Guardian(runtime, membership, consensus)), FederationRooms.Guardian);
        return node;
    }

    /// <summary>A system outside the cluster, with what docs/engines.md says that it needs and nothing else.</summary>
    public static ActorSystem Outsider() => ActorSystem.Create("outsider", ConfigurationFactory.ParseString($$"""
        federation.cluster-id = test
        akka {
          actor {
            provider = remote
            serializers.federation = "AkkaFederation.Wire.FederationSerializer, AkkaFederation"
            serialization-bindings {
              "AkkaFederation.Bridge.ListClusterPeers, AkkaFederation" = federation
              "AkkaFederation.Bridge.SendClusterMessage, AkkaFederation" = federation
            }
          }
          cluster.client.use-legacy-serialization = off
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, enable-ssl = on, maximum-frame-size = 4MiB }
          {{Quiet}}
        }
        """).WithFallback(DistributedPubSub.DefaultConfig()).WithFallback(ClusterClientReceptionist.DefaultConfig()));

    public async ValueTask DisposeAsync() => await System.Terminate();

    private static ClusterNode Create(string federation, string akka)
    {
        var sources = new ConfigurationSources { Environment = new Dictionary<string, string>() };
        var text = $$"""
            federation { cluster-id = test, {{federation}} }
            akka {
              {{akka}}
              cluster { gossip-interval = 100ms, leader-actions-interval = 100ms, pub-sub.gossip-interval = 100ms }
              {{Quiet}}
            }
            """;
        var configuration = FederationConfiguration.Parse(text, "test.conf", sources);
        var config = EngineAdapter.WithDefaults(ConfigurationFactory.ParseString(EngineConfiguration.Build(configuration, withDatabase: false)), configuration.Settings);
        var system = ActorSystem.Create("federation", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)));
        var endpoint = ((ExtendedActorSystem)system).Provider.DefaultAddress.ToString();
        return new ClusterNode(system, TestRuntime.Create(endpoint: endpoint) with { Settings = configuration.Settings });
    }

    private static string MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cluster", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(AppContext.BaseDirectory, $"cluster-{Environment.ProcessId}.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, Password));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }

    private sealed class Guardian : UntypedActor
    {
        public Guardian(FederationRuntime runtime, IActorRef membership, IActorRef consensus)
        {
            Context.ActorOf(Props.Create(() => new Forwarder(membership)), FederationRooms.Membership);
            Context.ActorOf(Props.Create(() => new Forwarder(consensus)), FederationRooms.Consensus);
            Context.ActorOf(GatewayActor.Props(runtime), FederationRooms.Gateway);
            Context.ActorOf(DiscoveryActor.Props(runtime), FederationRooms.Discovery);
            foreach (var room in EngineAdapter.RoomsOf(runtime.Settings)) Context.ActorOf(room.Props(runtime), room.Name);
        }

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }
}
#endif
