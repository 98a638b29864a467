using System.Globalization;
using System.Threading.RateLimiting;
using AkkaFederation.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace AkkaFederation.Node.Http;

/// <summary>So many requests of one client in a second, and so many at work at once; the rest is told to come back.</summary>
internal static class RateLimits
{
    private const int AtOnce = 32;

    public static void Configure(RateLimiterOptions options, HttpSettings settings)
    {
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
                RequestGuard.ClientOf(context).Value,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.RequestsPerSecond, Window = TimeSpan.FromSeconds(1) })),
            PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter(
                "all", _ => new ConcurrencyLimiterOptions { PermitLimit = AtOnce })));
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
            return new ValueTask(HttpErrors.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "too many requests; try again in a second"));
        };
    }
}
