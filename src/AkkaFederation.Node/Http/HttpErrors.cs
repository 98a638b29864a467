using AkkaFederation.Node.Cli;
using Microsoft.AspNetCore.Http;

namespace AkkaFederation.Node.Http;

/// <summary>Errors as JSON, one line that says what is wrong: <c>{"error":"…"}</c>.</summary>
internal static class HttpErrors
{
    public static Task WriteAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Json.Line(new { error }), context.RequestAborted);
    }
}
