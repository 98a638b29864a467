using System.Numerics;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote;
using Akka.Serialization;

namespace AkkaFederation.Engine.Remote;

/// <summary>What the transport reports.</summary>
internal sealed partial class RemoteEndpoint : ITransportEvents
{
    /// <summary>What a sender's path resolves to for which its peer cannot speak: counted once, not for each message.</summary>
    private static readonly object NotVouchedFor = new();

    public SerializedPayload Serialize(object message)
    {
        if (message is PeerCommand command) return new SerializedPayload(PeerCommand.SerializerId, "", PeerCommandCodec.Encode(command));
        return Akka.Serialization.Serialization.WithTransport(_system, (_system.Serialization, message), static state =>
        {
            var serializer = state.Serialization.FindSerializerFor(state.message);
            var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, state.message);
            return new SerializedPayload(serializer.Identifier, manifest, serializer.ToBinary(state.message));
        });
    }

    public string RecipientPath(object actor) => actor is RemoteActorRef remote ? remote.WirePath : CommandRecipient.Path;

    /// <summary>Own actors go without an address, for the other side knows ours; a third system's goes with it.</summary>
    public string SenderPath(object actor) =>
        actor is RemoteActorRef relayed ? relayed.Path.ToSerializationFormat() : RemotePaths.OnWire(((IActorRef)actor).Path);

    public string? Deliver(InboundPeer from, WirePath recipient, WirePath? sender, int serializerId, string manifest, ReadOnlySpan<byte> payload)
    {
        if (serializerId == PeerCommand.SerializerId) return OnCommand(from, payload);
        if (!_system.Serialization.Knows(serializerId)) return RefusalReasons.UnknownSerializer;
        object? message;
        try
        {
            message = _system.Serialization.Deserialize(payload.ToArray(), serializerId, manifest);
        }
        catch (SerializationException error)
        {
            // A serializer that knows better why it refuses says so by a code of its own; never by what the peer sent.
            var reason = error.Data[RefusalReasons.DataKey] as string ?? RefusalReasons.UnknownManifest;
            if (BitOperations.IsPow2(_provider.Counters.RefusedFor(reason) + 1)) _log.Warning("dropping the connection from {0}: {1}", from.Address, error.Message);
            return reason;
        }
        catch (Exception error)
        {
            // A serializer that stumbles over one payload says nothing about the next one.
            Refused(RefusalReasons.BadPayload, from.Address.ToString(), from.Address, true, error.Message, count: true);
            return null;
        }

        if (message is null)
        {
            Refused(RefusalReasons.BadPayload, from.Address.ToString(), from.Address, true, "no message at all", count: true);
            return null;
        }

        Dispatch(from, Target(recipient), sender is null ? null : Sender(from, sender), message);
        return null;
    }

    public void Undeliverable(object message, object? sender, object recipient, LossReason reason, Exception? cause)
    {
        if (message is PeerCommand) return;
        var to = (IActorRef)recipient;
        if (reason == LossReason.NotSerializable)
            _log.Error(cause, "{0} for {1} cannot be serialized", message.GetType(), to.Path);
        else if (reason == LossReason.TooLong)
            _log.Error("{0} for {1} does not fit into a frame of {2} bytes (akka.remote.dot-netty.tcp.maximum-frame-size)", message.GetType(), to.Path, Options.Transport.MaximumFrame);
        _provider.DeadLetter(message, (IActorRef?)sender, to);
    }

    public void Connected(Address peer, string identity, long uid, Lane lane, bool inbound)
    {
        if (!inbound)
        {
            if (_peers.Note(peer, identity, uid)) _watcher.Tell(new RemoteWatcher.NodeLost(peer));
            Commands.ForgetInbound(peer, uid);
            Commands.Reconnected(peer, lane);
        }

        Publish(new AssociatedEvent(LocalAddress, peer, inbound));
    }

    public void Disconnected(Address peer, Lane lane, bool inbound) => Publish(new DisassociatedEvent(LocalAddress, peer, inbound));

    public void Refused(string reason, string endpoint, Address? claimed, bool inbound, string detail) =>
        Refused(reason, endpoint, claimed, inbound, detail, count: false);

    public void DialFailed(Address peer, Lane lane, Exception cause) =>
        Publish(new AssociationErrorEvent(cause, LocalAddress, peer, false, LogLevel.DebugLevel));

    private void Dispatch(InboundPeer from, IInternalActorRef target, IActorRef? sender, object message)
    {
        var core = message is ActorSelectionMessage ? WrappedMessage.Unwrap(message) : message;

        // Kill does as much harm as PoisonPill, though the public API does not mark it.
        if (Options.UntrustedMode && core is IPossiblyHarmful or Kill)
            Refused(RefusalReasons.UntrustedMessage, from.Address.ToString(), from.Address, true, core.GetType().Name, count: true);
        else if (message is ActorSelectionMessage selection)
            SelectionDelivery.Deliver(target, sender, selection);
        else
            target.Tell(message, sender);
    }

    /// <summary>The recipient of a path, looked up once per connection and again when the actor has stopped.</summary>
    private IInternalActorRef Target(WirePath path)
    {
        if (path.Resolved is LocalActorRef { IsTerminated: false } known) return known;
        var found = _provider.ResolveLocal(path.Text);
        path.Resolved = found as LocalActorRef;
        return found ?? _provider.Nowhere(path.Text);
    }

    /// <summary>
    /// The sender as this connection vouches for it: its peer's address and identity, whatever the frame says. A path
    /// with an address of its own is somebody else's actor, for whom the peer cannot speak.
    /// </summary>
    private IActorRef? Sender(InboundPeer from, WirePath path)
    {
        if (path.Resolved is IActorRef known) return known;
        if (path.Resolved is not null) return null;
        if (path.Text.StartsWith('/'))
        {
            var sender = _provider.RemoteRef(from.Address, path.Text, from.Identity);
            path.Resolved = sender;
            return sender;
        }

        if (Options.AcceptRelayedSenders && ActorPath.TryParse(path.Text, out var relayed))
            return _provider.HasAddress(relayed.Address) ? null : (IActorRef)_provider.ResolveActorRef(relayed);
        path.Resolved = NotVouchedFor;
        Refused(RefusalReasons.RelayedSender, from.Address.ToString(), from.Address, true, "the sender is no actor of this peer", count: true);
        return null;
    }

    private void Refused(string reason, string endpoint, Address? claimed, bool inbound, string detail, bool count)
    {
        if (count) _provider.Counters.Refused(reason);
        Publish(new ConnectionRefused(reason, endpoint, claimed, inbound, detail));

        // The 1st, 2nd, 4th, 8th … of a kind: an attacker must not be able to fill the log.
        var times = _provider.Counters.RefusedFor(reason);
        if (BitOperations.IsPow2(times))
            _log.Warning("refused ({0}, {1} times so far) {2} {3}: {4}", reason, times, inbound ? "from" : "to", endpoint, detail);
    }

    private string? OnCommand(InboundPeer from, ReadOnlySpan<byte> payload)
    {
        if (PeerCommandCodec.Decode(payload) is not { } command) return RefusalReasons.BadFrame;
        if (_peers.Contradicts(from)) return RefusalReasons.WrongAddress;
        switch (command)
        {
            case HeartbeatCommand:
                Commands.SendOnce(from.Address, Lane.Control, new HeartbeatAnswer(Options.Transport.Uid));
                break;
            case HeartbeatAnswer:
                _watcher.Tell(new RemoteWatcher.Heard(from.Address));
                break;
            case Acknowledgement ack:
                Commands.Acknowledged(from, ack);
                break;
            case NumberedCommand numbered:
                Commands.TryAccept(from, numbered, accepted => Handle(from, accepted));
                break;
            default:
                return RefusalReasons.BadFrame;
        }

        return null;
    }

    private void Handle(InboundPeer from, PeerCommand command)
    {
        switch (command)
        {
            case WatchCommand watch:
                OnWatch(from, watch);
                break;
            case UnwatchCommand unwatch:
                if (_provider.ResolveLocal(unwatch.Watchee) is { } left && _provider.RemoteRef(from.Address, unwatch.Watcher, from.Identity) is { } former)
                {
                    left.SendSystemMessage(new Unwatch(left, former));
                    _watcher.Tell(new RemoteWatcher.WatchedFrom(from.Address, RemotePaths.OnWire(left.Path), unwatch.Watcher, Watches: false));
                }

                break;
            case DeathCommand death:
                _watcher.Tell(new RemoteWatcher.Died(from.Address, death));
                break;
        }
    }

    private void OnWatch(InboundPeer from, WatchCommand watch)
    {
        if (_provider.RemoteRef(from.Address, watch.Watcher, from.Identity) is not { } watcher) return;
        if (_provider.ResolveLocal(watch.Watchee) is { } watchee)
        {
            _watcher.Tell(new RemoteWatcher.WatchedFrom(from.Address, RemotePaths.OnWire(watchee.Path), watch.Watcher, Watches: true));
            watchee.SendSystemMessage(new Watch(watchee, watcher));
        }
        else
        {
            SendCommand(watcher, new DeathCommand(watch.Watchee, watch.Watcher, Existed: false));
        }
    }
}
