using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// The seam under the remote actor-ref provider: addressed, authenticated, ordered lanes that may break. The TLS
/// transport implements it over sockets; a simulated network can take its place without the provider noticing.
/// </summary>
internal interface ITransport
{
    /// <summary>Takes its port; the public address of this system. Throws one clear exception if it cannot.</summary>
    Address Bind();

    /// <summary>Begins to let peers in.</summary>
    void Start(ITransportEvents events);

    /// <summary>The outbound lane to a peer. Cheap to ask for again; connects on first use.</summary>
    IOutboundLane LaneTo(Address peer, Lane lane);

    /// <summary>Closes the connections that the policy trusts no more; nothing to do where nobody is authenticated.</summary>
    void Recheck()
    {
    }

    /// <summary>Flushes what is queued on connected lanes for at most <paramref name="flush"/>, then closes everything.</summary>
    Task ShutdownAsync(TimeSpan flush);
}

/// <summary>One ordered, at-most-once stream of messages to one peer.</summary>
internal interface IOutboundLane
{
    /// <summary>
    /// Queues a message. False if it was not taken (queue full or transport closed); the caller then owns the loss.
    /// Never blocks, callable from any thread.
    /// </summary>
    bool TrySend(object message, object? sender, object recipient);

    /// <summary>It takes nothing more, for good; ask the transport for its successor.</summary>
    bool IsClosed { get; }
}

/// <summary>What the transport tells the layer above. Called from reader and writer loops, concurrently.</summary>
internal interface ITransportEvents
{
    /// <summary>Turns a message into bytes, on the writer's thread. Throws if it cannot; the message is then undeliverable.</summary>
    SerializedPayload Serialize(object message);

    /// <summary>Path text of a recipient as it stands on the wire (interned per connection).</summary>
    string RecipientPath(object actor);

    /// <summary>The same of a sender.</summary>
    string SenderPath(object actor);

    /// <summary>
    /// A message arrived. Returns null, or the reason code for which its connection is to be dropped.
    /// The payload's memory is valid during the call only.
    /// </summary>
    string? Deliver(InboundPeer from, WirePath recipient, WirePath? sender, int serializerId, string manifest, ReadOnlySpan<byte> payload);

    /// <summary>A queued message will not be delivered.</summary>
    void Undeliverable(object message, object? sender, object recipient, LossReason reason, Exception? cause);

    void Connected(Address peer, string identity, long uid, Lane lane, bool inbound);

    void Disconnected(Address peer, Lane lane, bool inbound);

    /// <summary>A connection was refused or dropped for what the other side did.</summary>
    void Refused(string reason, string endpoint, Address? claimed, bool inbound, string detail);

    /// <summary>An attempt to reach a peer failed; another follows while there is something to send.</summary>
    void DialFailed(Address peer, Lane lane, Exception cause);
}

internal readonly record struct SerializedPayload(int SerializerId, string Manifest, byte[] Bytes);

/// <summary>Why a message that was queued went no further.</summary>
internal enum LossReason
{
    Unreachable,
    Closed,
    NotSerializable,
    TooLong,
}

/// <summary>Who an inbound connection belongs to: authenticated once, valid for every message on it.</summary>
internal sealed record InboundPeer(Address Address, string Identity, long Uid, Lane Lane);

/// <summary>A path that a connection has interned, with room for what the layer above resolved it to.</summary>
internal sealed class WirePath(string text)
{
    public string Text { get; } = text;

    /// <summary>Cache of the layer above; only the connection's reader touches it.</summary>
    public object? Resolved { get; set; }
}
