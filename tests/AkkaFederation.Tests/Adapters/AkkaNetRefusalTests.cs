#if ENGINE_AKKANET
using AkkaFederation.Hosting;
using AkkaFederation.Settings;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Tests.Adapters;

/// <summary>On Akka.NET nobody could say who sent a message, so nothing starts (docs/engines.md).</summary>
public sealed class AkkaNetRefusalTests : IDisposable
{
    private readonly TestIdentity _files = new();

    [Fact]
    public void A_node_and_a_client_refuse_to_start_and_say_why()
    {
        _files.Add("node");
        var sources = new ConfigurationSources { Environment = new Dictionary<string, string>() };
        var data = Path.Combine(_files.Folder, "data");
        var configuration = FederationConfiguration.Parse($"{_files.Hocon("node")}\nfederation {{ cluster-id = test, data-dir = \"{data}\" }}", "test.conf", sources);
        var options = new FederationOptions { Clock = TimeProvider.System };

        Assert.Contains("docs/engines.md", Assert.Throws<FederationStartException>(() => FederationSystem.Create(configuration, options)).Message, StringComparison.Ordinal);
        Assert.Throws<FederationStartException>(() => FederationSystem.CreateClient(configuration, options));
        Assert.False(Directory.Exists(data));
    }

    public void Dispose() => _files.Dispose();
}
#endif
