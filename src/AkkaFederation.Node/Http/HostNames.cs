using System.Net;
using AkkaFederation.Settings;
using Microsoft.AspNetCore.Http;

namespace AkkaFederation.Node.Http;

/// <summary>
/// The names under which this node may be asked for. A page in somebody's browser that has its own name point to this
/// machine sends that name as Host, and is refused (attack A26). Addresses cannot be pointed elsewhere, so the one that
/// the connection came in on is always right.
/// </summary>
internal sealed class HostNames(IReadOnlySet<string> names)
{
    public static HostNames Of(FederationSettings settings)
    {
        var names = new HashSet<string>(settings.Http.Names, StringComparer.OrdinalIgnoreCase) { settings.Http.Host, settings.Node.Host };
        if (settings.Node.PublicHost.Length > 0) names.Add(settings.Node.PublicHost);
        return new HostNames(names);
    }

    public bool IsOurs(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue || host.Host.Length == 0) return false;
        var local = context.Connection.LocalIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.LocalIpAddress;
        var name = host.Host.Trim('[', ']');
        if (host.Port is { } port && port != context.Connection.LocalPort) return false;
        if (IPAddress.TryParse(name, out var address) && local is not null && address.Equals(local)) return true;
        return names.Contains(name) || (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) && local is not null && IPAddress.IsLoopback(local));
    }
}
