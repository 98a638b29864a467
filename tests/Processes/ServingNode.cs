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
    public const string Foreign = "foreign";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private readonly Home _home = new();

    internal FedProcess Process { get; private set; } = null!;

    internal int Port => _home.Port;

    public async Task InitializeAsync()
    {
        _home.Configure(cluster: WorkFolder.ClusterId);
        _home.NewIdentity("client");
        _home.NewIdentity(Foreign, ca: "other-ca");

        // It trusts the node; the question is whether the node trusts it.
        File.AppendAllText(_home[$"{Foreign}/{CaCommand.CertificateFile}"], File.ReadAllText(_home[$"ca/{CaCommand.CertificateFile}"]));
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
    internal async Task AssertServesAsync() =>
        Assert.IsType<ProposalOutcome.Committed>(await ProposeAsync("client", FedProcess.Patience));

    internal async Task AssertDoesNotServeAsync(string identity) =>
        Assert.IsType<ProposalOutcome.Expired>(await ProposeAsync(identity, Short));

    private async Task<ProposalOutcome> ProposeAsync(string identity, TimeSpan ttl)
    {
        var configuration = FederationConfiguration.Parse(LocalConfiguration.OfClients(_home[identity]));
        var system = FederationSystem.CreateClient(configuration, new FederationOptions { Clock = TimeProvider.System });
        try
        {
            await using var client = FederationClient.Create(system, [$"127.0.0.1:{Port}"]);
            return await client.ProposeAsync("still here"u8.ToArray(), new ProposeOptions { Ttl = ttl });
        }
        finally
        {
            await system.Terminate();
        }
    }
}
