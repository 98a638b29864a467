using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AkkaFederation.Identity;
using AkkaFederation.Node.Cli;

namespace Processes;

/// <summary><c>fed node --http-port</c> as a process: who may read its peers over HTTPS, and who may not.</summary>
public sealed class NodeHttpTests : IAsyncLifetime
{
    private readonly Home _home = new();
    private FedProcess _node = null!;
    private string _did = "";
    private Uri _peers = null!;

    public async Task InitializeAsync()
    {
        _home.NewIdentity("client");
        _home.NewIdentity("stranger", ca: "other-ca");
        _node = FedProcess.Start("node", "--config", _home.Config, "--http-port", "0", "--json");
        _did = JsonDocument.Parse(await _node.LineAsync(NodeEvents.ListeningPrefix)).RootElement.GetProperty("did").GetString()!;
        var serving = JsonDocument.Parse(await _node.LineAsync("""{"event":"serving",""")).RootElement;
        _peers = new Uri(new Uri(serving.GetProperty("url").GetString()!), "/federation/peers");
        await _node.LineAsync(NodeEvents.ReadyPrefix);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task With_a_certificate_of_the_ca_the_peers_are_served_by_the_node_itself()
    {
        using var client = Client("client", out var server);
        using var response = await client.GetAsync(_peers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(_did, server());
        var peers = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("peers").EnumerateArray();
        var self = Assert.Single(peers);
        Assert.Equal(_did, self.GetProperty("id").GetString());
        Assert.Equal("HEALTHY", self.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stranger")]
    public async Task A25_without_a_certificate_of_the_ca_nothing_is_served_and_the_node_goes_on(string? identity)
    {
        using var refused = Client(identity, out _);
        await Assert.ThrowsAsync<HttpRequestException>(() => refused.GetAsync(_peers));
        using var client = Client("client", out _);
        using var response = await client.GetAsync(_peers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private HttpClient Client(string? identity, out Func<string> server)
    {
        var certificate = identity is null ? null : X509Certificate2.CreateFromPemFile(_home[$"{identity}/{IdCommand.CertificateFile}"], _home[$"{identity}/{IdCommand.KeyFile}"]);
        var shown = "";
        server = () => shown;
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = (_, of, _, _) =>
                {
                    shown = CertificateIdentity.TryGetDid((X509Certificate2)of!, out var did, out _) ? did.Value : "";
                    return shown.Length > 0;
                },
            },
        })
        { Timeout = FedProcess.Patience };
    }
}
