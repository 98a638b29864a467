using Akka.Actor;
using AkkaFederation.Engine.Remote;

namespace AkkaFederation.TestKit.Loopback;

/// <summary>A transport that swallows every message in either direction while <paramref name="muted"/> says so.</summary>
internal sealed class MutedTransport(ITransport inner, Func<bool> muted) : ITransport
{
    public Address Bind() => inner.Bind();

    public void Start(ITransportEvents events) => inner.Start(new MutedEvents(events, muted));

    public IOutboundLane LaneTo(Address peer, Lane lane) => new MutedLane(inner.LaneTo(peer, lane), muted);

    public Task ShutdownAsync(TimeSpan flush) => inner.ShutdownAsync(muted() ? TimeSpan.Zero : flush);

    private sealed class MutedLane(IOutboundLane inner, Func<bool> muted) : IOutboundLane
    {
        public bool IsClosed => inner.IsClosed;

        public bool TrySend(object message, object? sender, object recipient) => muted() || inner.TrySend(message, sender, recipient);
    }

    private sealed class MutedEvents(ITransportEvents inner, Func<bool> muted) : ITransportEvents
    {
        public SerializedPayload Serialize(object message) => inner.Serialize(message);

        public string RecipientPath(object actor) => inner.RecipientPath(actor);

        public string SenderPath(object actor) => inner.SenderPath(actor);

        public string? Deliver(InboundPeer from, WirePath recipient, WirePath? sender, int serializerId, string manifest, ReadOnlySpan<byte> payload) =>
            muted() ? null : inner.Deliver(from, recipient, sender, serializerId, manifest, payload);

        public void Undeliverable(object message, object? sender, object recipient, LossReason reason, Exception? cause) =>
            inner.Undeliverable(message, sender, recipient, reason, cause);

        public void Connected(Address peer, string identity, long uid, Lane lane, bool inbound) => inner.Connected(peer, identity, uid, lane, inbound);

        public void Disconnected(Address peer, Lane lane, bool inbound) => inner.Disconnected(peer, lane, inbound);

        public void Refused(string reason, string endpoint, Address? claimed, bool inbound, string detail) =>
            inner.Refused(reason, endpoint, claimed, inbound, detail);

        public void DialFailed(Address peer, Lane lane, Exception cause) => inner.DialFailed(peer, lane, cause);
    }
}
