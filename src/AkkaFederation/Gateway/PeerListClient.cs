using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Gateway;

/// <summary>
/// <c>GET /federation/peers</c> at a seed, under mutual TLS with this node's certificate. A connection of its own each time,
/// because it is rare and must show the certificate of the day. Answers are bounded in size and time before they are kept.
/// </summary>
internal sealed class PeerListClient(HttpsIdentity identity) : IPeerDirectory
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private const int MaxHeaderKiB = 16;

    public async Task<(Did Host, ServedPeers Peers)> FetchAsync(string seed, CancellationToken ct)
    {
        Did host = default;
        var refused = "";
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxHeaderKiB,
            SslOptions = identity.Client((peer, reason) => (host, refused) = (peer, reason)),
        };
        using var client = new HttpClient(handler) { Timeout = Longest, MaxResponseContentBufferSize = PeerListJson.MaxBytes };
        try
        {
            using var response = await client.GetAsync(new Uri($"{seed}/federation/peers"), ct);
            var address = seed[SeedAddress.Https.Length..].ToLowerInvariant();
            if (!identity.TryAdmit(host, address, out var reason)) throw new PeerListException($"it is not who was met there first ({reason})");
            if (response.StatusCode != HttpStatusCode.OK)
                throw new PeerListException(string.Create(CultureInfo.InvariantCulture, $"it answered with status {(int)response.StatusCode} instead of its peers"));
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            return PeerListJson.TryRead(body, out var list, out var error) ? (host, list) : throw new PeerListException($"what it answered is {error}");
        }
        catch (IdentityException e)
        {
            throw new PeerListException(e.Message, e);
        }
        catch (HttpRequestException e)
        {
            throw new PeerListException(Explain(e, refused), e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new PeerListException(string.Create(CultureInfo.InvariantCulture, $"no answer within {Longest.TotalSeconds} s"), e);
        }
    }

    private static string Explain(HttpRequestException error, string refused)
    {
        if (refused.Length > 0) return $"its certificate is refused ({refused})";
        if (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded) return string.Create(CultureInfo.InvariantCulture, $"its answer has more than {PeerListJson.MaxBytes} bytes");
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused }) return "nobody listens there";
            if (cause is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }) return "no such host";
            if (cause is AuthenticationException) return "no TLS 1.3 connection comes about";
        }

        return LogText.Escape(error.Message);
    }
}
