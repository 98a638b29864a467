using System.Security.Cryptography.X509Certificates;
using AkkaFederation;
using AkkaFederation.Hosting;
using AkkaFederation.Node.Cli;
using AkkaFederation.Node.Local;
using AkkaFederation.Settings;

namespace Processes;

/// <summary>A node that serves, for several tests to knock at.</summary>
public sealed class ServingNode : IAsyncLifetime
{
    private readonly Home _home = new();

    internal FedProcess Process { get; private set; } = null!;

    internal int Port => _home.Port;

    public async Task InitializeAsync()
    {
        _home.Configure(cluster: WorkFolder.ClusterId);
        _home.NewIdentity("client");
        _home.NewIdentity("foreign", ca: "other-ca");
        Process = FedProcess.Start("node", "--config", _home.Config, "--json");
        await Process.LineAsync(NodeEvents.ReadyPrefix);
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        _home.Dispose();
    }

    internal X509Certificate2 Certificate(string name) =>
        X509Certificate2.CreateFromPemFile(_home[$"{name}/{IdCommand.CertificateFile}"], _home[$"{name}/{IdCommand.KeyFile}"]);

    /// <summary>An honest client is still answered: by this very process, which leads its federation of one.</summary>
    internal async Task AssertServesAsync()
    {
        var configuration = FederationConfiguration.Parse(LocalConfiguration.OfClients(_home["client"]));
        var system = FederationSystem.CreateClient(configuration, new FederationOptions { Clock = TimeProvider.System });
        try
        {
            await using var client = FederationClient.Create(system, [$"127.0.0.1:{Port}"]);
            var outcome = await client.ProposeAsync("still here"u8.ToArray(), new ProposeOptions { Ttl = FedProcess.Patience });
            Assert.IsType<ProposalOutcome.Committed>(outcome);
        }
        finally
        {
            await system.Terminate();
        }
    }
}
