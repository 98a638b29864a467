using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>What the parts of a link have in common: randomness, counters, effects.</summary>
internal sealed class LinkOutput(MdnsLink link, Random random, MdnsCounters counters, List<MdnsEffect> effects)
{
    public MdnsLink Link { get; } = link;

    public Random Random { get; } = random;

    public MdnsCounters Counters { get; } = counters;

    public void Send(DnsWriter packet, IPEndPoint? to = null)
    {
        Counters.PacketsSent++;
        effects.Add(new MdnsEffect.Send(Link.Id, to, packet.ToArray()));
    }

    public void Add(MdnsEffect effect) => effects.Add(effect);

    public void Refuse(MdnsRefusal reason, IPAddress from, string detail)
    {
        Counters.Refuse(reason);
        effects.Add(new MdnsEffect.Refused(reason, from, detail));
    }
}
