using System.Collections.Immutable;

namespace AkkaFederation.Discovery;

/// <summary>Asks <c>provider-mdns</c> for an <see cref="MdnsReport"/>.</summary>
internal sealed record GetMdns
{
    public static readonly GetMdns Instance = new();
}

/// <summary>What multicast DNS knows and has counted.</summary>
internal sealed record MdnsReport(
    string? Instance,
    ImmutableArray<MdnsLink> Links,
    ImmutableArray<ServiceAdvert> Adverts,
    ImmutableArray<string> Hints,
    long PacketsSent,
    long PacketsReceived,
    ImmutableArray<KeyValuePair<MdnsRefusal, long>> Refusals)
{
    public long Refused(MdnsRefusal reason) => Refusals.FirstOrDefault(r => r.Key == reason).Value;
}
