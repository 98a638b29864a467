using AkkaFederation.Discovery;

namespace AkkaFederation.Node.Discovery;

/// <summary>An advert as <c>fed discover</c> prints it.</summary>
internal sealed record FoundNode(
    string Instance,
    string Host,
    int ApiPort,
    IReadOnlyList<string> Addresses,
    string Interface,
    string? Version,
    string? Instances,
    string? Model,
    string? Hardware,
    string? Did,
    string? Cluster,
    string? Endpoint)
{
    public static FoundNode Of(ServiceAdvert advert) => new(
        advert.Instance.FirstLabel,
        advert.Host.ToString(),
        advert.Port,
        [.. advert.Addresses.Select(a => a.ToString())],
        advert.Link.Name,
        advert.Text.GetValueOrDefault(SwarmText.Version),
        advert.Text.GetValueOrDefault(SwarmText.Instances),
        advert.Text.GetValueOrDefault(SwarmText.Model),
        advert.Text.GetValueOrDefault(SwarmText.Hardware),
        advert.Text.GetValueOrDefault(SwarmText.Did),
        advert.Text.GetValueOrDefault(SwarmText.Cluster),
        advert.Text.GetValueOrDefault(SwarmText.Endpoint));
}
