using Akka.Actor;
using AkkaFederation.Adapters;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Tests.Hosting;

/// <summary>A runtime without files, TLS or remoting, for tests of single actors.</summary>
internal static class TestRuntime
{
    public static FederationRuntime Create(string federation = "", ISigner? signer = null, string endpoint = "akka.ssl.tcp://federation@127.0.0.1:1")
    {
        signer ??= EcdsaP256Signer.Generate();
        var sources = new ConfigurationSources { Environment = new Dictionary<string, string>() };
        return new FederationRuntime
        {
            Settings = FederationConfiguration.Parse($"federation {{ cluster-id = test, {federation} }}", "test.conf", sources).Settings,
            Signer = signer,
            Signatures = new EcdsaP256Scheme(),
            PublicKeyPem = PublicKeys.ToPem(signer.Id),
            Endpoint = endpoint,
            Connections = new FakeConnections(),
            Randomness = new RandomSource(1),
        };
    }

    /// <summary>Says of each sender what a test has told it.</summary>
    internal sealed class FakeConnections : IConnectionIdentity
    {
        private readonly Dictionary<string, Did> _peers = [];

        public void Set(IActorRef sender, Did peer)
        {
            lock (_peers) _peers[sender.Path.ToString()] = peer;
        }

        public bool TryGetPeer(IActorRef sender, out Did peer)
        {
            lock (_peers) return _peers.TryGetValue(sender.Path.ToString(), out peer);
        }
    }
}
