using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using AkkaFederation.Hosting;
using AkkaFederation.Settings;

namespace AkkaFederation.Discovery;

/// <summary>What this node says of itself by multicast DNS; docs/discovery.md explains the keys.</summary>
internal static class SwarmOffer
{
    private const int NameDigits = 12;

    public static ServiceOffer Of(FederationRuntime runtime)
    {
        var (node, labels) = (runtime.Settings.Node, runtime.Settings.Node.Labels);
        var host = "fed-" + runtime.Self.Value[^NameDigits..].ToLowerInvariant();
        KeyValuePair<string, string>[] text =
        [
            new(SwarmText.Version, Version),
            new(SwarmText.Instances, labels.GetValueOrDefault("instances", "0")),
            new(SwarmText.Model, labels.GetValueOrDefault("model", "")),
            new(SwarmText.Hardware, labels.GetValueOrDefault("hardware", Hardware)),
            new(SwarmText.Did, runtime.Self.Value),
            new(SwarmText.Cluster, runtime.ClusterId),
            new(SwarmText.Endpoint, runtime.Endpoint),
        ];
        return new ServiceOffer(node.Name.Length > 0 ? node.Name : host, host, runtime.Settings.Http.Port, TxtData.Encode(text));
    }

    /// <summary>Why others will not dial this endpoint although it is advertised; null if they will.</summary>
    public static string? WhyNobodyDials(string endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || !IPAddress.TryParse(uri.Host.Trim('[', ']'), out var host))
            return "a host name, and discovery dials literal addresses alone: peers need seed-nodes to find this node";
        return IPAddress.IsLoopback(host) ? "which only nodes of this machine can reach: set federation.node.host = auto, or an address of the network" : null;
    }

    private static string Version =>
        typeof(SwarmOffer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static string Hardware => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cpu, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB, {RuntimeInformation.RuntimeIdentifier}");
}
