using AkkaFederation.Gateway;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Tests.Identity;

namespace AkkaFederation.Node.Tests.Http;

/// <summary>What a seed may answer over HTTPS, and what is made of it: bounded, and one line that says what is wrong.</summary>
public sealed class PeerListClientTests : IDisposable
{
    private const string Limit = "its answer has more than 4194304 bytes";
    private readonly TestIdentity _files = new();

    public PeerListClientTests() => _files.Add("client");

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "it answered with status 500 instead of its peers")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n", "it answered with status 302 instead of its peers")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "what it answered is not JSON")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "what it answered is not a list of peers")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"peers\":[1}", "what it answered is not JSON")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n", Limit)]
    public async Task An_answer_that_is_no_list_of_peers_is_one_clear_line(string answer, string message)
    {
        await using var server = new CannedServer(Certificate("seed"), answer);
        Assert.Equal(message, (await FailureOf(server.Url)).Message);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_at_the_limit()
    {
        await using var server = new CannedServer(Certificate("seed"), "HTTP/1.1 200 OK\r\n\r\n" + new string(' ', 1 << 16), endless: true);
        Assert.Equal(Limit, (await FailureOf(server.Url)).Message);
    }

    [Fact]
    public async Task More_peers_than_a_page_holds_are_refused_unread()
    {
        await using var server = new CannedServer(Certificate("seed"), CannedServer.Ok($"{{\"peers\":[{string.Join(",", Enumerable.Repeat("1", 1001))}]}}"));
        Assert.Equal("what it answered is more than 1000 peers in one answer", (await FailureOf(server.Url)).Message);
    }

    [Fact]
    public async Task Malformed_peers_are_left_out_and_told()
    {
        var body = """{"cluster":"test","peers":[1,{},{"record":"AA==","signature":"!"},{"record":"AAAA","signature":"AAAA"},{"record":7,"signature":"AAAA"}]}""";
        await using var server = new CannedServer(Certificate("seed"), CannedServer.Ok(body));
        var (host, peers) = await Client().FetchAsync(server.Url, CancellationToken.None);
        Assert.Equal(DidOf("seed"), host);
        Assert.Empty(peers.Records);
        Assert.Equal(5, peers.Malformed.Length);
    }

    [Fact]
    public async Task A2_a_seed_of_another_CA_is_refused_before_it_is_asked()
    {
        using var elsewhere = new TestIdentity("another CA");
        elsewhere.Add("seed");
        await using var server = new CannedServer(HttpNodes.Load(elsewhere, "seed"), CannedServer.Ok("{}"));
        Assert.Equal("its certificate is refused (foreign-ca)", (await FailureOf(server.Url)).Message);
    }

    [Fact]
    public async Task A11_a_seed_that_speaks_no_TLS_is_one_clear_line()
    {
        await using var server = new CannedServer(null, "SSH-2.0-OpenSSH_9.6\r\n");
        Assert.Equal("no TLS 1.3 connection comes about", (await FailureOf(server.Url)).Message);
    }

    [Fact]
    public async Task A_seed_where_nobody_listens_is_one_clear_line()
    {
        string url;
        await using (var gone = new CannedServer(null, "")) url = gone.Url;
        Assert.Equal("nobody listens there", (await FailureOf(url)).Message);
    }

    private Task<PeerListException> FailureOf(string url) =>
        Assert.ThrowsAsync<PeerListException>(() => Client().FetchAsync(url, CancellationToken.None));

    private PeerListClient Client()
    {
        var settings = _files.Settings("client");
        var identity = new RenewableIdentity(settings, IdentityFiles.Load(settings, TestIdentity.Now).Identity, new FederationOptions { Clock = TimeProvider.System });
        return new PeerListClient(new HttpsIdentity(new PeerTrust(settings, identity, TimeProvider.System)));
    }

    private Did DidOf(string node) => CertificateIdentity.TryGetDid(HttpNodes.Load(_files, node), out var did, out _) ? did : default;

    private System.Security.Cryptography.X509Certificates.X509Certificate2 Certificate(string node)
    {
        _files.Add(node);
        return HttpNodes.Load(_files, node);
    }
}
