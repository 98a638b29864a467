using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Benchmarks;

/// <summary>
/// Unary gRPC calls over one HTTP/2 connection with mutual TLS: the path names the method, the body is a flag, a length and
/// the message (gRPC over HTTP2, "Requests"). Left out: streams, compression, retries.
/// </summary>
internal sealed class GrpcConnection : IDisposable
{
    private const int Prefix = 5;
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");
    private readonly HttpMessageInvoker _http;
    private readonly Uri _server;

    public GrpcConnection(Uri server, EtcdCertificates certificates)
    {
        _server = server;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificates.Certificate],
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificates.Ca }, RevocationMode = X509RevocationMode.NoCheck },
            },
        });
    }

    /// <exception cref="HttpRequestException">No connection, or an answer other than OK.</exception>
    public async Task<ReadOnlyMemory<byte>> CallAsync(string method, byte[] message, CancellationToken stop)
    {
        var body = new byte[Prefix + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), message.Length);
        message.CopyTo(body, Prefix);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = ContentType } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, method)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await _http.SendAsync(request, stop);
        var answer = await response.Content.ReadAsByteArrayAsync(stop);
        Check(method, response);
        return answer.AsMemory(Prefix);
    }

    public void Dispose() => _http.Dispose();

    private static void Check(string method, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{method}: HTTP status {(int)response.StatusCode}.");
        if (!response.TrailingHeaders.TryGetValues("grpc-status", out var status) && !response.Headers.TryGetValues("grpc-status", out status))
            throw new HttpRequestException($"{method}: the answer has no grpc-status.");
        if (status.First() == "0") return;
        var reason = response.TrailingHeaders.TryGetValues("grpc-message", out var said) || response.Headers.TryGetValues("grpc-message", out said) ? said.First() : "no reason";
        throw new HttpRequestException($"{method}: gRPC status {status.First()}, {reason}.");
    }
}
