using System.Net;
using AkkaFederation.Identity;

namespace AkkaFederation.Discovery;

/// <summary>
/// What is made of an advert: at most the address to dial. The DID in it is a claim that only the connection proves or
/// refutes. An address is taken if it is a literal one of a private network, of the link itself, or of this very machine.
/// </summary>
internal sealed class AdvertReader(Did self, string cluster)
{
    /// <summary>The endpoint to dial, or null with the reason; null without a reason for this node's own advert.</summary>
    public string? Endpoint(ServiceAdvert advert, out MdnsRefusal? refusal)
    {
        refusal = null;
        if (advert.Text.GetValueOrDefault(SwarmText.Cluster) != cluster) refusal = MdnsRefusal.ForeignCluster;
        else if (!Did.TryParse(advert.Text.GetValueOrDefault(SwarmText.Did, ""), out var did, out _)) refusal = MdnsRefusal.BadDid;
        else if (did == self) return null;
        else if (!TryParse(advert.Text.GetValueOrDefault(SwarmText.Endpoint, ""), out var endpoint, out var host)) refusal = MdnsRefusal.BadEndpoint;
        else if (!IsLocal(host, advert)) refusal = MdnsRefusal.EndpointNotLocal;
        else return endpoint;
        return null;
    }

    private static bool IsLocal(IPAddress host, ServiceAdvert advert) =>
        IPAddress.IsLoopback(host) ? advert.Link.Owns(advert.Sender) : PrivateAddress.IsPrivate(host) || advert.Link.Addresses.Any(a => a.Covers(host));

    private static bool TryParse(string text, out string endpoint, out IPAddress host)
    {
        (endpoint, host) = (text, IPAddress.None);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "akka.ssl.tcp", Port: > 0, UserInfo.Length: > 0 and <= 64 }
            && uri.UserInfo.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && IPAddress.TryParse(uri.Host.Trim('[', ']'), out host!)
            && text == string.Create(System.Globalization.CultureInfo.InvariantCulture, $"akka.ssl.tcp://{uri.UserInfo}@{(host.GetAddressBytes().Length == 16 ? $"[{host}]" : host)}:{uri.Port}");
    }
}
