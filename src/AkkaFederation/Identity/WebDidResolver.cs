using System.Net;

namespace AkkaFederation.Identity;

/// <summary>
/// Fetches the document of a <c>did:web</c> name: HTTPS only, with the machine's roots, at most
/// <see cref="WebDidDocument.MaxBytes"/>, no redirects (the name says where the document stands), no proxy credentials and
/// no cookies, within a time limit. It is used only where the configuration or a command asks for it.
/// </summary>
internal sealed class WebDidResolver : IDisposable
{
    private readonly HttpClient _client;

    public WebDidResolver(TimeSpan timeout)
        : this(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxResponseHeadersLength = 16 }, timeout)
    {
    }

    /// <param name="handler">Where requests go.</param>
    /// <param name="timeout">Limit of a whole fetch.</param>
    internal WebDidResolver(HttpMessageHandler handler, TimeSpan timeout) =>
        _client = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = WebDidDocument.MaxBytes };

    /// <exception cref="IdentityException">Not reached, not found, too large, too slow, or not a usable document; one line.</exception>
    public async Task<Did> ResolveAsync(WebDid name, CancellationToken cancel = default)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, name.Document);
            request.Headers.Accept.ParseAdd("application/did+json, application/json");
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new IdentityException($"{name}: {name.Document} answers {(int)response.StatusCode}, and redirects are not followed.");
            return WebDidDocument.ReadKey(await response.Content.ReadAsByteArrayAsync(cancel), name);
        }
        catch (TaskCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new IdentityException($"{name}: {name.Document} did not answer within {_client.Timeout.TotalSeconds:0.#} s.", e);
        }
        catch (HttpRequestException e)
        {
            throw new IdentityException($"{name}: {name.Document} cannot be fetched: {e.Message}", e);
        }
    }

    public void Dispose() => _client.Dispose();
}
