using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using AkkaFederation.Discovery;

namespace AkkaFederation.Tests.Discovery;

/// <summary>A network on which what one multicasts, all hear, itself included.</summary>
internal sealed class FakeLan
{
    private readonly List<Card> _cards = [];

    public Card Plug(int number)
    {
        var card = new Card(this, IPAddress.Parse($"10.0.0.{number}"));
        lock (_cards) _cards.Add(card);
        return card;
    }

    private void Deliver(Card from, IPEndPoint? to, byte[] packet)
    {
        lock (_cards)
        {
            foreach (var card in _cards.Where(c => c.IsUp && (to is null || to.Address.Equals(c.Address))))
                card.Hear(new MdnsInput.Received(Card.Id, new IPEndPoint(from.Address, MdnsResponder.MdnsPort), to is null, packet));
        }
    }

    /// <summary>The only interface of a machine, with IPv4 alone.</summary>
    internal sealed class Card(FakeLan lan, IPAddress address) : IMulticast
    {
        public static readonly LinkId Id = new(1, false);
        private Channel<MdnsInput.Received> _heard = Channel.CreateUnbounded<MdnsInput.Received>();

        public IPAddress Address => address;

        public bool IsUp { get; set; } = true;

        public bool SendsNothing { get; set; }

        public bool IsDisposed { get; private set; }

        public Action? Changed { get; set; }

        public string Problem => IsUp ? "" : "the cable is out";

        public ImmutableArray<MdnsLink> Refresh() => IsUp ? [new MdnsLink(Id, "lan0", [new LinkAddress(address, 24)])] : [];

        public Task<MdnsInput.Received>? ReceiveAsync(bool isV6) => isV6 ? null : _heard.Reader.ReadAsync().AsTask();

        public void Send(LinkId link, IPEndPoint? to, ReadOnlySpan<byte> packet)
        {
            if (SendsNothing) throw new SocketException((int)SocketError.NetworkUnreachable);
            lan.Deliver(this, to, packet.ToArray());
        }

        public void Hear(MdnsInput.Received packet) => _heard.Writer.TryWrite(packet);

        /// <summary>Whoever receives now fails; who asks anew receives again.</summary>
        public void BreakSocket()
        {
            var broken = _heard;
            _heard = Channel.CreateUnbounded<MdnsInput.Received>();
            broken.Writer.Complete(new SocketException((int)SocketError.NetworkDown));
        }

        public void Dispose() => IsDisposed = true;
    }
}
