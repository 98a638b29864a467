using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Membership;

/// <content>Carrying out effects, in the order of the list; then the snapshot, so that it never lags behind an event.</content>
internal sealed partial class MembershipActor
{
    private const string AlarmTimer = "alarm";
    private const string SeedTimer = "seeds";
    private const string SnapshotTimer = "snapshot";
    private const int SmallFederation = 256;
    private static readonly TimeSpan SnapshotPausePerPeer = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);

    private void CarryOut()
    {
        var viewChanged = false;
        for (var i = 0; i < _core.Effects.Count; i++)
        {
            switch (_core.Effects[i])
            {
                case SendToPeer send when _leaving: _route(send.Endpoint).Tell(Datagram(send.Message), Self); break;
                case SendToPeer send: PeerOf(send.To).Tell(new SendOut(send.Endpoint, Datagram(send.Message)), Self); break;
                case SendToAddress send: _route(send.Address).Tell(Datagram(send.Message), Self); break;
                case SetAlarm alarm: SetTimer(AlarmTimer, Tick.Instance, alarm.At); break;
                case SeedAnswered answered: OnSeedAnswered(answered); break;
                case PeerForgotten forgotten: StopPeer(forgotten.Peer); break;
                case Refused refused: Announce(refused.Reason, refused.From, refused.Detail); break;
                case PublishStatus publish:
                    viewChanged = true;
                    Announce(publish.Event);
                    break;
            }
        }

        _core.ClearEffects();
        _viewChanged |= viewChanged;
        if (!SnapshotIsDue()) return;
        PublishSnapshot();
        if (!_viewChanged) return;
        _viewChanged = false;
        Remember();
        TickBootstrap();
    }

    // A snapshot is as large as the federation, for this room and for all that take it: while thousands join, not one for
    // each of them. The events are told at once in any case, and whoever registers a peer sees it when that is answered.
    private bool SnapshotIsDue()
    {
        var due = _publishedAt + (_core.PeerCount < SmallFederation ? TimeSpan.Zero : SnapshotPausePerPeer * _core.PeerCount);
        if (_published is null || _isAsked || Now >= due) return true;
        if (!Timers.IsTimerActive(SnapshotTimer)) SetTimer(SnapshotTimer, SnapshotDue.Instance, due);
        return false;
    }

    private void TickBootstrap()
    {
        var living = _core.Snapshot().Peers.Where(p => p.Status is PeerStatus.Healthy or PeerStatus.Degraded).Select(p => p.Id).ToHashSet();
        HintRemembered(living.Count == 0);
        _bootstrap.Step(new BootstrapTick(living), Now);
        var effects = _bootstrap.Effects.ToArray();
        _bootstrap.ClearEffects();
        foreach (var effect in effects)
        {
            if (effect is ContactAddress contact) Contact(contact);
            else if (effect is SeedSilent silent && !SeedAddress.IsHttps(silent.Address)) Trouble(silent.Address, "it does not answer");
            else if (effect is SetBootstrapAlarm alarm) SetTimer(SeedTimer, SeedsDue.Instance, alarm.At);
        }
    }

    private MembershipDatagram Datagram(MembershipMessage message) => new(_runtime.Self, message);

    private void SetTimer(string key, object message, TimeSpan at)
    {
        var wait = at - Now;
        Timers.StartSingleTimer(key, message, wait > Soonest ? wait : Soonest);
    }

    private IActorRef PeerOf(Did peer)
    {
        if (_peers.TryGetValue(peer, out var actor)) return actor;
        var route = _route;
        actor = Context.ActorOf(Akka.Actor.Props.Create(() => new PeerActor(route)), $"peer-{peer.Value["did:key:".Length..]}");
        _peers.Add(peer, actor);
        return actor;
    }

    private void StopPeer(Did peer)
    {
        if (_peers.Remove(peer, out var actor)) Context.Stop(actor);
        _runtime.Addresses.Remove(peer);
    }

    private void Announce(PeerStatusChanged change)
    {
        // Whoever is told of a peer finds its address.
        if (change.To != PeerStatus.Evicted) _runtime.Addresses.Set(change.Peer, change.Endpoint);
        Context.System.EventStream.Publish(change);
        var from = change.From is { } status ? status.ToString().ToUpperInvariant() : "unknown";
        _log.Info(
            "Peer {0} at {1}: {2} -> {3} ({4}: {5})",
            change.Peer, LogText.Escape(change.Endpoint), from, change.To.ToString().ToUpperInvariant(), change.Cause, LogText.Escape(change.Detail));
        if (change.To == PeerStatus.Evicted) _runtime.Addresses.Remove(change.Peer);
    }

    private void Refuse(MembershipRefusal reason, Did from, string detail)
    {
        _core.Counters.Refuse(reason);
        Announce(reason, from, detail);
    }

    private void Announce(MembershipRefusal reason, Did from, string detail)
    {
        _refusals.Note(from, reason, detail, Now);
        Context.System.EventStream.Publish(new MembershipRefused(reason, from, detail));
        _log.Debug("Refused from {0}: {1} ({2})", from, reason, LogText.Escape(detail));
    }

    private void PublishSnapshot()
    {
        var snapshot = _core.Snapshot();
        if (ReferenceEquals(snapshot, _published)) return;
        (_published, _publishedAt) = (snapshot, Now);
        foreach (var peer in snapshot.Peers)
        {
            if (peer.Status == PeerStatus.Evicted) continue;
            if (!_runtime.Addresses.TryGet(peer.Id, out var known) || known != peer.Endpoint) _runtime.Addresses.Set(peer.Id, peer.Endpoint);
        }

        Context.System.EventStream.Publish(snapshot);
    }
}
