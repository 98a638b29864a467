using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;

namespace AkkaFederation.Gossip;

/// <content>Carrying out effects, in the order of the list.</content>
internal sealed partial class GossipActor
{
    private const string AlarmTimer = "alarm";
    private const string RoundPrefix = "round-";
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);

    private void CarryOut()
    {
        for (var i = 0; i < _core.Effects.Count; i++)
        {
            switch (_core.Effects[i])
            {
                case SendGossip send: Send(send); break;
                case RunRound round: Run(round); break;
                case SyncEnded ended: OnSyncEnded(ended); break;
                case SetGossipAlarm alarm: SetAlarm(alarm.At); break;
                case DeliverUpdate d: Publish(new GossipUpdateReceived(d.Update, d.From, d.Hops, d.Path)); break;
                case RumoursCame r: Publish(new GossipRumorReceived(r.From, r.Items, r.New)); break;
                case SyncDataCame s: Publish(new GossipSyncDataReceived(s.From, s.Items, s.New, s.Skipped)); break;
                case NodeAdded added: Publish(new GossipNodeAdded(added.Peer)); break;
                case NodeRemoved { Failed: true } failed: Publish(new GossipNodeFailed(failed.Peer, failed.Reason)); break;
                case NodeRemoved removed: Publish(new GossipNodeRemoved(removed.Peer, removed.Reason)); break;
                case GossipWasRefused refused: Announce(refused.Reason, refused.From, refused.Detail); break;
                case GossipPublished published: _published = published.Id; break;
            }
        }

        _core.ClearEffects();
    }

    private void Send(SendGossip send)
    {
        if (_folk.RefOf(send.To) is { } to) to.Tell(_meter.Encode(send.Message, _settings.CompressAbove), Self);
        else _lost++;
    }

    private void Run(RunRound round)
    {
        if (_core.HasLeft)
        {
            // Past the actor of a round: the system may stop it before it comes to it.
            foreach (var send in round.Sends) Send(send);
            return;
        }

        var sends = ImmutableArray.CreateBuilder<RoundSend>(round.Sends.Length);
        foreach (var send in round.Sends)
        {
            if (_folk.RefOf(send.To) is { } to) sends.Add(new RoundSend(send.To, to, send.Message));
            else _lost++;
        }

        // Who has no address now is awaited like the others, so that the round ends for it too: by its time-out.
        ImmutableArray<Did> awaited = round.AwaitsAnswers ? [.. round.Sends.Select(s => s.To)] : [];
        var task = new GossipRoundTask(round.Round, sends.ToImmutable(), _settings.CompressAbove, awaited, _settings.RoundTimeout);
        if (round.AwaitsAnswers) BeginSync(round);
        Context.ActorOf(Akka.Actor.Props.Create(() => new GossipRoundActor(task)), NameOf(round.Round));
    }

    private static string NameOf(ulong round) => RoundPrefix + round.ToString(CultureInfo.InvariantCulture);

    private void SetAlarm(TimeSpan? at)
    {
        if (at is not { } time)
        {
            Timers.Cancel(AlarmTimer);
            return;
        }

        var wait = time - Now;
        Timers.StartSingleTimer(AlarmTimer, GossipTick.Instance, wait > Soonest ? wait : Soonest);
    }

    private static void Publish(object message) => Context.System.EventStream.Publish(message);

    private void Refuse(GossipRefusal reason, Did from, string detail)
    {
        _core.Counters.Refuse(reason);
        Announce(reason, from, detail);
    }

    private void Announce(GossipRefusal reason, Did from, string detail)
    {
        Publish(new GossipRefused(reason, from, detail));
        _log.Debug("Refused gossip from {0}: {1} ({2})", from, reason, LogText.Escape(detail));
    }
}
