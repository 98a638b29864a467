using System.Collections.Immutable;
using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>What a multicast DNS core wants done, in this order.</summary>
internal abstract record MdnsEffect
{
    /// <summary>Send by a link: to its multicast group, or to <paramref name="To"/>.</summary>
    public sealed record Send(LinkId Link, IPEndPoint? To, byte[] Packet) : MdnsEffect;

    /// <summary>The adverts that are complete now, by name.</summary>
    public sealed record AdvertsChanged(ImmutableArray<ServiceAdvert> Adverts) : MdnsEffect;

    /// <summary>Somebody else has the name; this node goes by another from now on.</summary>
    public sealed record Renamed(DnsName Taken, DnsName Now) : MdnsEffect;

    /// <summary>The service is announced by this link under this name.</summary>
    public sealed record Established(LinkId Link, DnsName Instance) : MdnsEffect;

    /// <summary>Something was refused; it is counted already.</summary>
    public sealed record Refused(MdnsRefusal Reason, IPAddress From, string Detail) : MdnsEffect;

    /// <summary>Give a tick at that time; takes the place of the one set before.</summary>
    public sealed record SetAlarm(TimeSpan At) : MdnsEffect;
}
