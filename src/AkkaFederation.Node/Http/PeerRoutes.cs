using System.Globalization;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkkaFederation.Node.Http;

/// <summary><c>GET /federation/peers</c>: this node's view, page by page (docs/formats.md).</summary>
internal static class PeerRoutes
{
    public const string Path = "/federation/peers";

    public static void Map(IEndpointRouteBuilder routes, Federation federation) =>
        routes.MapGet(Path, (RequestDelegate)(context => ServeAsync(context, federation)));

    private static async Task ServeAsync(HttpContext context, Federation federation)
    {
        if (!TryRead(context.Request.Query, out var after, out var limit, out var error))
        {
            await HttpErrors.WriteAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        if (federation.Membership is not { } view)
        {
            await HttpErrors.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "membership has not started yet");
            return;
        }

        var body = PeerListJson.Write(view, after, limit);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static bool TryRead(IQueryCollection query, out Did after, out int limit, out string error)
    {
        (after, limit, error) = (default, PeerListJson.MaxPeers, "");
        if (query.TryGetValue("after", out var from) && !Did.TryParse(from.ToString(), out after, out error))
        {
            error = $"after: {error}";
            return false;
        }

        if (!query.TryGetValue("limit", out var most)) return true;
        if (int.TryParse(most.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= PeerListJson.MaxPeers) return true;
        error = string.Create(CultureInfo.InvariantCulture, $"limit: a number from 1 to {PeerListJson.MaxPeers} is expected");
        return false;
    }
}
