using System.Collections.Immutable;
using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>Somebody's offer of the service, complete: who says they are where. Nothing of it is proven.</summary>
/// <param name="Instance">Full name of the instance.</param>
/// <param name="Host">Host name it runs on.</param>
/// <param name="Port">Port of its HTTP API.</param>
/// <param name="Text">Keys and values of its TXT record.</param>
/// <param name="Addresses">Addresses of the host, as far as they are known.</param>
/// <param name="Link">The link that it was heard by.</param>
/// <param name="Sender">Who sent it.</param>
internal sealed record ServiceAdvert(
    DnsName Instance,
    DnsName Host,
    int Port,
    ImmutableSortedDictionary<string, string> Text,
    ImmutableArray<IPAddress> Addresses,
    MdnsLink Link,
    IPAddress Sender)
{
    public bool Equals(ServiceAdvert? other) =>
        other is not null && Instance.Equals(other.Instance) && Host.Equals(other.Host) && Port == other.Port && Link.Equals(other.Link)
        && Sender.Equals(other.Sender) && Text.SequenceEqual(other.Text) && Addresses.SequenceEqual(other.Addresses);

    public override int GetHashCode() => Instance.GetHashCode();
}
