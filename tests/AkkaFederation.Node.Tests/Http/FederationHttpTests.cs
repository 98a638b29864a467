using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Node.Http;
using AkkaFederation.Tests.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaFederation.Node.Tests.Http;

/// <summary>GET /federation/peers on a real Kestrel: who gets it, and who does not.</summary>
public sealed class FederationHttpTests : IAsyncLifetime
{
    private readonly HttpNodes _nodes = new();
    private Federation _node = null!;

    public async Task InitializeAsync() => _node = await _nodes.Start("server");

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Fact]
    public async Task Peers_are_served_with_their_signed_records_and_in_plain_words()
    {
        await _nodes.Start("other", seeds: [_node.Endpoint]);
        await _nodes.WaitUntil("server", v => v.Peers.Length == 1);

        using var client = HttpNodes.Client(_nodes.Certificate("client"));
        using var response = await client.GetAsync(_nodes.Server("server").Url + PeerRoutes.Path);
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Server"));
        Assert.True(PeerListJson.TryRead(body, out var list, out var error), error);
        Assert.Equal("test", list.ClusterId);
        Assert.Empty(list.Malformed);
        Assert.Equal(new[] { _node.Self, _nodes.Federation("other").Self }.Order(), list.Records.Select(r => r.PeerId));
        Assert.All(list.Records, r => Assert.True(PeerRecordCodec.Verify(r, new EcdsaP256Scheme(), "test", out _)));
        var peer = JsonDocument.Parse(body).RootElement.GetProperty("peers").EnumerateArray().Single(p => p.GetProperty("id").GetString() == _node.Self.Value);
        Assert.Equal("HEALTHY", peer.GetProperty("status").GetString());
        Assert.Equal(_node.Endpoint, peer.GetProperty("endpoint").GetString());
    }

    [Fact]
    public async Task Peers_come_in_pages()
    {
        await _nodes.Start("other", seeds: [_node.Endpoint]);
        await _nodes.WaitUntil("server", v => v.Peers.Length == 1);
        using var client = HttpNodes.Client(_nodes.Certificate("client"));

        var first = JsonDocument.Parse(await client.GetStringAsync(_nodes.Server("server").Url + PeerRoutes.Path + "?limit=1")).RootElement;
        var next = first.GetProperty("next").GetString();
        var second = JsonDocument.Parse(await client.GetStringAsync(_nodes.Server("server").Url + PeerRoutes.Path + $"?limit=1&after={next}")).RootElement;

        Assert.Equal(next, Assert.Single(first.GetProperty("peers").EnumerateArray()).GetProperty("id").GetString());
        Assert.NotEqual(next, Assert.Single(second.GetProperty("peers").EnumerateArray()).GetProperty("id").GetString());
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=x")]
    [InlineData("?after=did:key:nobody")]
    public async Task Wrong_parameters_are_refused_with_a_reason(string query)
    {
        using var client = HttpNodes.Client(_nodes.Certificate("client"));
        using var response = await client.GetAsync(_nodes.Server("server").Url + PeerRoutes.Path + query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(query[1..query.IndexOf('=')], await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A25_every_route_of_the_route_table_is_refused_without_credentials()
    {
        var routes = _nodes.Server("server").Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToList();
        Assert.Contains(routes, r => r.RoutePattern.RawText == PeerRoutes.Path);
        using var elsewhere = new TestIdentity("another CA");
        using var stranger = _nodes.Certificate("stranger", elsewhere);
        foreach (var route in routes)
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                foreach (var certificate in new[] { null, stranger })
                {
                    using var client = HttpNodes.Client(certificate);
                    using var request = new HttpRequestMessage(new HttpMethod(method), _nodes.Server("server").Url + route.RoutePattern.RawText);
                    await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request));
                }
            }
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.2")]
    [InlineData("localhost:1")]
    [InlineData("localhost.evil.example")]
    public async Task A26_a_foreign_Host_header_is_refused(string host)
    {
        using var certificate = _nodes.Certificate("client");
        var answer = await _nodes.Raw("server", $"GET {PeerRoutes.Path} HTTP/1.1\r\nHost: {host}\r\n\r\n", certificate);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("record", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A26_the_own_names_are_not(string host)
    {
        using var certificate = _nodes.Certificate("client");
        var answer = await _nodes.Raw("server", $"GET {PeerRoutes.Path} HTTP/1.1\r\nHost: {host}:{_nodes.Port("server")}\r\nConnection: close\r\n\r\n", certificate);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("Content-Length: 50\r\n\r\n")]
    [InlineData("Content-Length: +5\r\n\r\nhello")]
    [InlineData("Content-Length : 5\r\n\r\nhello")]
    [InlineData("X: y\n\rContent-Length: 5\r\n\r\nhello")]
    public async Task A27_a_request_of_two_readings_gets_one_refusal_and_what_follows_it_nothing(string rest)
    {
        using var certificate = _nodes.Certificate("client");
        var smuggled = $"GET {PeerRoutes.Path} HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var answer = await _nodes.Raw("server", $"GET {PeerRoutes.Path} HTTP/1.1\r\nHost: localhost\r\n{rest}{smuggled}", certificate);
        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
    }

    [Fact]
    public async Task A10_TLS_1_2_and_plain_HTTP_are_refused()
    {
        using var certificate = _nodes.Certificate("client");
        await Assert.ThrowsAnyAsync<Exception>(() => _nodes.Raw("server", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", certificate, SslProtocols.Tls12));
        using var plain = new HttpClient { Timeout = HttpNodes.Patience };
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync($"http://127.0.0.1:{_nodes.Port("server")}{PeerRoutes.Path}"));
    }

    [Fact]
    public async Task Requests_that_are_too_large_are_refused()
    {
        using var certificate = _nodes.Certificate("client");
        var line = await _nodes.Raw("server", $"GET /{new string('a', 8000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", certificate);
        var headers = await _nodes.Raw("server", $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 20_000)}\r\n\r\n", certificate);
        Assert.StartsWith("HTTP/1.1 414 ", line, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_requests_in_a_second_than_allowed_are_told_to_come_back()
    {
        await _nodes.Start("strict", "http.requests-per-second = 2");
        using var client = HttpNodes.Client(_nodes.Certificate("client"));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await client.GetAsync(_nodes.Server("strict").Url + PeerRoutes.Path);
            statuses.Add(response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests) Assert.Equal("1", response.Headers.RetryAfter!.ToString());
        }

        Assert.Contains(HttpStatusCode.OK, statuses);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task Unknown_paths_and_other_methods_are_refused()
    {
        using var client = HttpNodes.Client(_nodes.Certificate("client"));
        using var missing = await client.GetAsync(_nodes.Server("server").Url + "/federation/../secret");
        using var wrong = await client.DeleteAsync(_nodes.Server("server").Url + PeerRoutes.Path);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart()
    {
        using var client = _nodes.Certificate("client");
        var before = await SerialOf(client);
        _nodes.Files.Renew("server");
        _nodes.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(before, await SerialOf(client));
    }

    [Fact]
    public async Task Http_is_off_unless_asked_for() =>
        Assert.Null(await FederationHttp.StartAsync(await _nodes.Start("quiet", "http.enabled = off"), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, CancellationToken.None));

    [Fact]
    public async Task A_port_in_use_is_one_clear_line()
    {
        var error = await Assert.ThrowsAsync<FederationStartException>(() => _nodes.Start("second", $"http.port = {_nodes.Port("server")}"));
        Assert.Equal($"Cannot serve HTTPS on 127.0.0.1:{_nodes.Port("server")}: the port is in use; stop the other program or set federation.http.port", error.Message);
    }

    private async Task<string> SerialOf(System.Security.Cryptography.X509Certificates.X509Certificate2 client)
    {
        var serial = "";
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => (serial = shown!.GetSerialNumberString()).Length > 0;
        handler.SslOptions.ClientCertificates = [client];
        using var http = new HttpClient(handler);
        using var response = await http.GetAsync(_nodes.Server("server").Url + PeerRoutes.Path);
        return serial;
    }
}
