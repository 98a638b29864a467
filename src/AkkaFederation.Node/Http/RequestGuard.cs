using AkkaFederation.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AkkaFederation.Node.Http;

/// <summary>
/// What every request passes before it reaches a route: its client's certificate is still trusted (a list may have changed
/// since the handshake), it is for this machine, and there is only one way to read it. The client's DID is then known to
/// what follows.
/// </summary>
internal sealed class RequestGuard(HttpsIdentity identity, HostNames hosts)
{
    private static readonly object DidKey = new();

    /// <summary>The client of a request that has passed the guard.</summary>
    public static Did ClientOf(HttpContext context) => context.Items[DidKey] is Did did ? did : default;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Nothing of what a node says is for caches, or for pages of other origins.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!identity.TryAuthenticate(context.Connection.ClientCertificate, CertificateRole.Client, out var client, out var reason))
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, $"a certificate of the federation is needed ({reason})");
        if (!hosts.IsOurs(context))
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "the Host header does not name this node; see federation.http.names");
        if (HasBody(context.Request))
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "a request with a body, or one whose length is not certain");
        context.Items[DidKey] = client;
        return next(context);
    }

    // No route takes a body. One that two programs could measure differently (Content-Length beside Transfer-Encoding) is
    // how a second request is smuggled in behind a first (attack A27), so the connection ends here.
    private static bool HasBody(HttpRequest request) =>
        !StringValues.IsNullOrEmpty(request.Headers.TransferEncoding) || request.ContentLength is > 0;

    private static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.Headers.Connection = "close";
        return HttpErrors.WriteAsync(context, status, error);
    }
}
