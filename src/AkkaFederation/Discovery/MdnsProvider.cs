using System.Collections.Immutable;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Membership;

namespace AkkaFederation.Discovery;

/// <summary>
/// <c>provider-mdns</c>: the thin shell around <see cref="MdnsCore"/> and its sockets. Where multicast is missing it says so
/// once and goes on, trying again; adverts of the own federation become contact hints, everything else is counted.
/// </summary>
internal sealed class MdnsProvider : UntypedActor, IWithTimers
{
    public const string Name = "provider-mdns";
    public const string Source = "mdns";
    private static readonly TimeSpan RescanEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BrowseAgainEvery = TimeSpan.FromMinutes(5);
    private const int NewsAMinute = 30;
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);
    private readonly Func<IMulticast> _open;
    private readonly MdnsCore _core;
    private readonly AdvertReader _reader;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedSet<bool> _receiving = [];
    private readonly Allowance _news = new();
    private readonly SortedDictionary<DnsName, ServiceAdvert> _judged = [];
    private IMulticast _multicast = null!;
    private ImmutableArray<MdnsLink> _links = [];
    private ImmutableArray<string> _hints = [];
    private string _warned = "";
    private bool _sendFailed;

    public MdnsProvider(FederationRuntime runtime, Func<IMulticast> open)
    {
        _open = open;
        var settings = runtime.Settings.Discovery.Mdns;
        _core = new MdnsCore(new MdnsOptions(settings.MaxAdverts, settings.MaxAdvertsPerSender), SwarmOffer.Of(runtime), runtime.Randomness.Create(Source));
        _reader = new AdvertReader(runtime.Self, runtime.ClusterId);
        if (SwarmOffer.WhyNobodyDials(runtime.Endpoint) is { } why) _log.Warning("mDNS advertises {0}, {1}.", runtime.Endpoint, why);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Context.System.Scheduler.HighResMonotonicClock;

    public static Props Props(FederationRuntime runtime, Func<IMulticast> open) => Akka.Actor.Props.Create(() => new MdnsProvider(runtime, open));

    protected override void PreStart()
    {
        _multicast = _open();
        var self = Self;
        _multicast.Changed = () => self.Tell(Rescan.Instance);
        Timers.StartPeriodicTimer(Rescan.Instance, Rescan.Instance, RescanEvery);
        Timers.StartPeriodicTimer(AskAgain.Instance, AskAgain.Instance, BrowseAgainEvery);
        Refresh();
    }

    // Goodbye: others need not wait for the adverts to time out.
    protected override void PostStop()
    {
        Step(new MdnsInput.Leave());
        _multicast.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case MdnsInput.Received received: OnReceived(received); break;
            case MdnsInput.Tick tick: Step(tick); break;
            case Rescan: Refresh(); break;
            case AskAgain when _hints.IsEmpty: Step(new MdnsInput.BrowseAgain()); break;
            case AskAgain: break;
            case ReceiveFailed failed: OnReceiveFailed(failed); break;
            case GetMdns: Sender.Tell(Report()); break;
            default: Unhandled(message); break;
        }
    }

    private void OnReceived(MdnsInput.Received received)
    {
        _receiving.Remove(received.Link.IsV6);
        Receive(received.Link.IsV6);
        Step(received);
    }

    // The next rescan begins to receive again.
    private void OnReceiveFailed(ReceiveFailed failed)
    {
        _receiving.Remove(failed.IsV6);
        _log.Warning("mDNS by {0} does not receive ({1}); it is tried again within {2} s.", failed.IsV6 ? "IPv6" : "IPv4", failed.Cause.Message, RescanEvery.TotalSeconds);
    }

    private void Refresh()
    {
        var links = _multicast.Refresh();
        Warn(links.IsEmpty ? $"mDNS finds nobody and this node is not found by it: {_multicast.Problem}. The node goes on without." : _multicast.Problem);
        foreach (var isV6 in new[] { false, true }) Receive(isV6);
        if (links.SequenceEqual(_links)) return;
        _links = links;
        if (!links.IsEmpty) _log.Info("mDNS on {0}.", string.Join(", ", links.Select(l => $"{l.Name} ({(l.Id.IsV6 ? "IPv6" : "IPv4")})")));
        Step(new MdnsInput.LinksChanged(links));
    }

    private void Warn(string problem)
    {
        if (problem == _warned) return;
        _warned = problem;
        if (problem.Length > 0) _log.Warning("{0}", problem);
    }

    private void Receive(bool isV6)
    {
        if (_receiving.Contains(isV6) || _multicast.ReceiveAsync(isV6) is not { } next) return;
        _receiving.Add(isV6);
        next.PipeTo(Self, success: received => received, failure: cause => new ReceiveFailed(isV6, cause));
    }

    private void Step(MdnsInput input)
    {
        _core.Step(input, Now);
        foreach (var effect in _core.Effects) CarryOut(effect);
        _core.ClearEffects();
    }

    private void CarryOut(MdnsEffect effect)
    {
        switch (effect)
        {
            case MdnsEffect.Send send: Send(send); break;
            case MdnsEffect.SetAlarm alarm: SetAlarm(alarm.At); break;
            case MdnsEffect.AdvertsChanged changed: OnAdverts(changed.Adverts); break;
            case MdnsEffect.Renamed renamed: _log.Warning("mDNS: {0} is taken by somebody else; this node goes by {1}.", renamed.Taken, renamed.Now); break;
            case MdnsEffect.Established stands: _log.Debug("mDNS: {0} stands on {1}.", stands.Instance, stands.Link); break;
            case MdnsEffect.Refused refused: _log.Debug("mDNS: refused from {0}: {1} {2}", refused.From, refused.Reason, refused.Detail); break;
        }
    }

    private void Send(MdnsEffect.Send send)
    {
        try
        {
            _multicast.Send(send.Link, send.To, send.Packet);
            _sendFailed = false;
        }
        catch (SocketException e)
        {
            // Once for each spell: an interface may be going down just now.
            if (!_sendFailed) _log.Warning("mDNS does not send on interface {0}: {1}", send.Link.Interface, e.Message);
            _sendFailed = true;
        }
    }

    private void SetAlarm(TimeSpan at)
    {
        var wait = at - Now;
        Timers.StartSingleTimer(Source, new MdnsInput.Tick(), wait > Soonest ? wait : Soonest);
    }

    private void OnAdverts(ImmutableArray<ServiceAdvert> adverts)
    {
        var hints = ImmutableArray.CreateBuilder<string>();
        foreach (var advert in adverts)
        {
            var isNew = !_judged.TryGetValue(advert.Instance, out var before) || !before.Equals(advert);
            if (_reader.Endpoint(advert, out var refusal) is { } endpoint) hints.Add(endpoint);
            if (isNew && refusal is { } reason) Refuse(reason, advert);
        }

        _judged.Clear();
        foreach (var advert in adverts) _judged.Add(advert.Instance, advert);
        Tell([.. hints.Distinct(StringComparer.Ordinal)]);
    }

    private void Refuse(MdnsRefusal reason, ServiceAdvert advert)
    {
        _core.Counters.Refuse(reason);
        _log.Debug("mDNS: the advert {0} from {1} is no hint: {2}", advert.Instance, advert.Sender, reason);
    }

    private void Tell(ImmutableArray<string> hints)
    {
        if (hints.SequenceEqual(_hints)) return;
        foreach (var endpoint in hints.Except(_hints)) Note("mDNS: a node is advertised at {0}.", endpoint);
        foreach (var endpoint in _hints.Except(hints)) Note("mDNS: the node at {0} is no longer advertised.", endpoint);
        _hints = hints;
        Context.Parent.Tell(new ContactHints(Source, hints));
    }

    // Anybody on the network can advertise something else with every packet: a log that fills the disk helps nobody.
    private void Note(string what, string endpoint)
    {
        if (_news.TryTake(Now, NewsAMinute, TimeSpan.FromMinutes(1))) _log.Info(what, endpoint);
        else _log.Debug(what, endpoint);
    }

    private MdnsReport Report() => new(
        _core.Instance?.ToString(), _links, _core.Adverts, _hints, _core.Counters.PacketsSent, _core.Counters.PacketsReceived, [.. _core.Counters.Refusals]);

    private sealed record Rescan
    {
        public static readonly Rescan Instance = new();
    }

    private sealed record AskAgain
    {
        public static readonly AskAgain Instance = new();
    }

    private sealed record ReceiveFailed(bool IsV6, Exception Cause);
}
