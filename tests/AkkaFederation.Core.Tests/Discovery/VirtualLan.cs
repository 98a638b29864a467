using System.Collections.Immutable;
using System.Net;
using AkkaFederation.Discovery;

namespace AkkaFederation.Core.Tests.Discovery;

/// <summary>Multicast DNS cores on one link in virtual time: what one sends, all hear, itself included, as on a real network.</summary>
internal sealed class VirtualLan
{
    public static readonly MdnsOptions Options = new(MaxAdverts: 100, MaxAdvertsPerSender: 20);
    private readonly List<Host> _hosts = [];

    public TimeSpan Now { get; private set; }

    /// <summary>Every packet so far.</summary>
    public List<Sent> Packets { get; } = [];

    public Host Join(string? name, int number, Action<Host>? before = null)
    {
        var host = new Host(this, name, number);
        _hosts.Add(host);
        before?.Invoke(host);
        host.Step(new MdnsInput.LinksChanged([host.Link]));
        return host;
    }

    public void Leave(Host host) => _hosts.Remove(host);

    /// <summary>Lets time pass, from one alarm to the next.</summary>
    public void Run(double seconds)
    {
        var until = Now + TimeSpan.FromSeconds(seconds);
        while (true)
        {
            var next = _hosts.Where(h => h.Alarm is not null).MinBy(h => h.Alarm);
            if (next is null || next.Alarm > until) break;
            if (next.Alarm > Now) Now = next.Alarm.Value;
            next.Alarm = null;
            next.Step(new MdnsInput.Tick());
        }

        Now = until;
    }

    /// <summary>A stranger with a packet of its own making.</summary>
    public void Say(Host to, DnsWriter packet, string from = "10.0.0.200", int port = MdnsResponder.MdnsPort, bool multicast = true) =>
        Say(to, packet.ToArray(), from, port, multicast);

    public void Say(Host to, byte[] packet, string from = "10.0.0.200", int port = MdnsResponder.MdnsPort, bool multicast = true) =>
        to.Step(new MdnsInput.Received(to.Link.Id, new IPEndPoint(IPAddress.Parse(from), port), multicast, packet));

    /// <summary>The packets of a host since an earlier count, read.</summary>
    public List<DnsMessage> Since(int count, Host host) => [.. Packets.Skip(count).Where(p => p.By == host).Select(p => p.Message)];

    private void Deliver(Host from, MdnsEffect.Send send)
    {
        Packets.Add(new Sent(from, Now, send.To, DnsReader.Read(send.Packet, out _)!));
        foreach (var host in _hosts.Where(h => h.Hears && (send.To is null || PrivateAddress.Same(send.To.Address, h.Address))).ToList())
            host.Inbox.Enqueue(new MdnsInput.Received(host.Link.Id, new IPEndPoint(from.Address, MdnsResponder.MdnsPort), send.To is null, send.Packet));
    }

    internal sealed record Sent(Host By, TimeSpan At, IPEndPoint? To, DnsMessage Message);

    internal sealed class Host
    {
        private readonly VirtualLan _lan;
        private bool _stepping;

        public Host(VirtualLan lan, string? name, int number)
        {
            _lan = lan;
            Address = IPAddress.Parse($"10.0.0.{number}");
            Link = new MdnsLink(new LinkId(1, false), "lan0", [new LinkAddress(Address, 24)]);
            Core = new MdnsCore(Options, name is null ? null : new ServiceOffer(name, $"host-{number}", 17615, TxtData.Encode([new("n", $"{number}")])), new Random(number));
        }

        public MdnsCore Core { get; }

        public IPAddress Address { get; }

        public MdnsLink Link { get; }

        public bool Hears { get; set; } = true;

        public TimeSpan? Alarm { get; set; }

        public Queue<MdnsInput> Inbox { get; } = [];

        public List<MdnsEffect> Events { get; } = [];

        public ImmutableArray<string> Sees => [.. Core.Adverts.Select(a => a.Instance.FirstLabel)];

        public void Step(MdnsInput input)
        {
            Inbox.Enqueue(input);
            Drain();
        }

        private void Drain()
        {
            if (_stepping) return;
            _stepping = true;
            while (Inbox.TryDequeue(out var next))
            {
                Core.Step(next, _lan.Now);
                Core.CheckInvariants(_lan.Now);
                var effects = Core.Effects.ToArray();
                Core.ClearEffects();
                foreach (var effect in effects) CarryOut(effect);
            }

            _stepping = false;
            foreach (var other in _lan._hosts.Where(h => h != this && h.Inbox.Count > 0).ToList()) other.Drain();
        }

        private void CarryOut(MdnsEffect effect)
        {
            if (effect is MdnsEffect.SetAlarm alarm) Alarm = alarm.At;
            else if (effect is MdnsEffect.Send send) _lan.Deliver(this, send);
            else Events.Add(effect);
        }
    }
}
