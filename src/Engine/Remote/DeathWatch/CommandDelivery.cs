using System.Collections.Concurrent;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>
/// Death-watch commands over lanes that may break, one stream per peer and lane. A command takes the lane of the actor
/// it is for, so a notice of death never overtakes what the dead actor had sent.
/// </summary>
internal sealed class CommandDelivery(Func<ITransport> transport, Func<TimeSpan> now, TimeSpan resendAfter, TimeSpan giveUpAfter)
{
    private const int MaximumUnacknowledged = 20_000;

    private readonly ConcurrentDictionary<(Address Peer, Lane Lane), OutboundStream> _outbound = new();
    private readonly ConcurrentDictionary<(Address Peer, string Identity, long Uid, Lane Lane), InboundStream> _inbound = new();

    /// <summary>False if the peer has taken nothing for so long that it must be given up.</summary>
    public bool Send(Address peer, Lane lane, PeerCommand command)
    {
        var stream = _outbound.GetOrAdd((peer, lane), static _ => new OutboundStream(MaximumUnacknowledged));
        lock (stream)
        {
            if (stream.Send(command, now()) is not { } numbered) return false;
            Transmit(peer, lane, numbered);
            return true;
        }
    }

    public void SendOnce(Address peer, Lane lane, PeerCommand command) => Transmit(peer, lane, command);

    /// <summary>True if the command is new and in order; either way it is acknowledged as far as the stream has come.</summary>
    public bool TryAccept(InboundPeer from, NumberedCommand command, Action<PeerCommand> handle)
    {
        var stream = _inbound.GetOrAdd((from.Address, from.Identity, from.Uid, from.Lane), static _ => new InboundStream());
        lock (stream)
        {
            var accepted = stream.TryAccept(command);
            if (accepted) handle(command.Command);
            Transmit(from.Address, from.Lane, stream.Acknowledgement);
            return accepted;
        }
    }

    public void Acknowledged(InboundPeer from, Acknowledgement ack)
    {
        if (!_outbound.TryGetValue((from.Address, from.Lane), out var stream)) return;
        lock (stream) stream.Acknowledge(ack, now());
    }

    /// <summary>Sends again what is due; the peers that have to be given up.</summary>
    public IReadOnlyList<Address> Tick()
    {
        var lost = new List<Address>();
        foreach (var ((peer, lane), stream) in InOrder())
        {
            lock (stream)
            {
                if (stream.IsOverdue(now(), giveUpAfter)) lost.Add(peer);
                else if (stream.IsDue(now(), resendAfter)) Resend(peer, lane, stream);
            }
        }

        return lost;
    }

    /// <summary>A new connection: what the former one may have lost goes first.</summary>
    public void Reconnected(Address peer, Lane lane)
    {
        if (!_outbound.TryGetValue((peer, lane), out var stream)) return;
        lock (stream) Resend(peer, lane, stream);
    }

    /// <summary>Nothing that was meant for this incarnation of the peer is sent any more, and nothing of it is expected.</summary>
    public void Forget(Address peer)
    {
        foreach (var ((address, _), stream) in _outbound)
        {
            if (!address.Equals(peer)) continue;
            lock (stream) stream.Restart();
        }
    }

    /// <summary>Receiving ends of incarnations that are no more.</summary>
    public void ForgetInbound(Address peer, long liveUid)
    {
        foreach (var key in _inbound.Keys)
            if (key.Peer.Equals(peer) && key.Uid != liveUid) _inbound.TryRemove(key, out _);
    }

    // The same order in every run of a simulation; a hash of addresses gives none.
    private IEnumerable<KeyValuePair<(Address Peer, Lane Lane), OutboundStream>> InOrder() =>
        _outbound.OrderBy(s => s.Key.Peer.ToString(), StringComparer.Ordinal).ThenBy(s => s.Key.Lane);

    private void Resend(Address peer, Lane lane, OutboundStream stream)
    {
        foreach (var numbered in stream.Unacknowledged.ToArray()) Transmit(peer, lane, numbered);
        stream.Resent(now());
    }

    /// <summary>A full lane loses it like any other loss: it is sent again.</summary>
    private void Transmit(Address peer, Lane lane, PeerCommand command) =>
        transport().LaneTo(peer, lane).TrySend(command, null, CommandRecipient.Instance);
}

/// <summary>Recipient of commands on the wire: the remoting of the peer itself.</summary>
internal sealed class CommandRecipient
{
    public const string Path = "/remote";

    public static CommandRecipient Instance { get; } = new();
}
