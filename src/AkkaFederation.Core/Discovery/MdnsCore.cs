using System.Collections.Immutable;
using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>
/// Multicast DNS service discovery: offers one service under names that it makes sure are nobody else's, and finds the same
/// service of others. To RFC 6762 and RFC 6763; each link (an interface by IPv4 or IPv6) has a responder and a browser of
/// its own, the names are the same on all. An advert proves nothing: see <see cref="AdvertReader"/> for what is made of it.
/// Left out: several services, sub-types, sleep proxies, unicast DNS.
/// </summary>
/// <remarks>
/// Pure. Invariants: (1) packets that do not come from the link have no effect; (2) memory is bounded by the options, the
/// number of links and that of own addresses, whatever is received.
/// </remarks>
internal sealed class MdnsCore
{
    private readonly MdnsOptions _options;
    private readonly Random _random;
    private readonly SortedDictionary<LinkId, Station> _stations = [];
    private readonly List<MdnsEffect> _effects = [];
    private readonly Queue<TimeSpan> _conflicts = [];
    private ImmutableArray<ServiceAdvert> _adverts = [];
    private ServiceOffer? _offer;
    private TimeSpan? _alarm;
    private long _seen;

    /// <param name="options">Bounds.</param>
    /// <param name="offer">What this node offers; null to browse alone.</param>
    /// <param name="random">Spreads delays, so that hosts do not speak at once.</param>
    public MdnsCore(MdnsOptions options, ServiceOffer? offer, Random random) => (_options, _offer, _random) = (options, offer, random);

    public MdnsCounters Counters { get; } = new();

    public IReadOnlyList<MdnsEffect> Effects => _effects;

    /// <summary>Under which name this node offers its service now.</summary>
    public DnsName? Instance => _offer?.InstanceName;

    public ImmutableArray<ServiceAdvert> Adverts => _adverts;

    public void ClearEffects() => _effects.Clear();

    public void Step(MdnsInput input, TimeSpan now)
    {
        switch (input)
        {
            case MdnsInput.LinksChanged changed: OnLinks(changed.Links, now); break;
            case MdnsInput.Received received: OnReceived(received, now); break;
            case MdnsInput.BrowseAgain: Each(s => s.Browser.Restart(now)); break;
            case MdnsInput.Leave: OnLeave(); break;
            case MdnsInput.Tick: _alarm = null; break;
            default: throw new ArgumentException($"Not an input: {input.GetType().Name}.", nameof(input));
        }

        Each(s => s.Tick(now));
        PublishAdverts();
        SetAlarm();
    }

    public void CheckInvariants(TimeSpan now) => Each(s => s.Browser.CheckInvariants(now));

    private void Each(Action<Station> action)
    {
        foreach (var station in _stations.Values) action(station);
    }

    private void OnLinks(ImmutableArray<MdnsLink> links, TimeSpan now)
    {
        foreach (var id in _stations.Where(s => !links.Contains(s.Value.Output.Link)).Select(s => s.Key).ToList())
        {
            _stations.Remove(id);
            _seen = -1;
        }

        foreach (var link in links.Where(l => !_stations.ContainsKey(l.Id)))
        {
            var output = new LinkOutput(link, _random, Counters, _effects);
            _stations.Add(link.Id, new Station(output, new MdnsBrowser(output, _options, now), _offer is null ? null : new MdnsResponder(output, _offer, now, TimeSpan.Zero)));
        }
    }

    private void OnReceived(MdnsInput.Received received, TimeSpan now)
    {
        if (!_stations.TryGetValue(received.Link, out var station)) return;
        Counters.PacketsReceived++;
        var (output, from) = (station.Output, received.From);
        if (!output.Link.Reaches(from.Address)) output.Refuse(MdnsRefusal.NotOnLink, from.Address, "");
        else if (DnsReader.Read(received.Packet.Span, out var refusal) is not { } message) output.Refuse(refusal, from.Address, "");
        else if (!message.IsPlain) output.Refuse(MdnsRefusal.OtherOperation, from.Address, "");
        else if (!message.IsResponse) OnQuery(station, message, received, now);
        else if (from.Port != MdnsResponder.MdnsPort) output.Refuse(MdnsRefusal.ForeignPort, from.Address, "");
        else OnResponse(station, message, from.Address, now);
    }

    private static void OnQuery(Station station, DnsMessage query, MdnsInput.Received received, TimeSpan now)
    {
        station.Responder?.OnQuery(query, received.From, received.Multicast, now);
        if (received.From.Port == MdnsResponder.MdnsPort) station.Browser.OnQuery(query, now);
    }

    private void OnResponse(Station station, DnsMessage response, IPAddress from, TimeSpan now)
    {
        List<DnsRecord> records = [.. response.Answers, .. response.Additionals];
        if (station.Responder?.OnResponse(records, IsOurs, now) is { } taken) Rename(taken, now);
        station.Browser.OnResponse(records, from, _offer?.InstanceName, now);
    }

    // On a network that two of our interfaces are joined to, we hear what we have said on the other one.
    private bool IsOurs(DnsRecord record) =>
        _stations.Values.Any(s => s.Responder is { } responder && responder.Offers(record));

    private void Rename(DnsName taken, TimeSpan now)
    {
        var isInstance = taken.Equals(_offer!.InstanceName);
        _offer = isInstance ? _offer with { InstanceTry = _offer.InstanceTry + 1 } : _offer with { HostTry = _offer.HostTry + 1 };
        Counters.Renames++;
        _effects.Add(new MdnsEffect.Renamed(taken, isInstance ? _offer.InstanceName : _offer.HostName));
        var pause = Pause(now);
        foreach (var station in _stations.Values)
        {
            station.Responder!.Become(_offer, now, pause);
            station.Browser.Restart(now);
        }
    }

    // Section 8.1: somebody who contests every name must not make this node speak without end.
    private TimeSpan Pause(TimeSpan now)
    {
        _conflicts.Enqueue(now);
        while (_conflicts.Count > MdnsTimes.ManyConflicts || now - _conflicts.Peek() > MdnsTimes.ConflictWindow) _conflicts.Dequeue();
        return _conflicts.Count >= MdnsTimes.ManyConflicts ? MdnsTimes.ConflictPause : TimeSpan.Zero;
    }

    private void OnLeave()
    {
        Each(s => s.Responder?.Goodbye());
        _offer = null;
        Each(s => s.Responder = null);
    }

    private void PublishAdverts()
    {
        var version = _stations.Values.Sum(s => s.Browser.Version);
        if (version == _seen) return;
        _seen = version;

        // The same advert comes in by IPv4 and IPv6, and perhaps by two interfaces: the first link has it.
        ImmutableArray<ServiceAdvert> adverts = [.. _stations.Values.SelectMany(s => s.Browser.Adverts).GroupBy(a => a.Instance).Select(g => g.First()).OrderBy(a => a.Instance)];
        if (adverts.SequenceEqual(_adverts)) return;
        _adverts = adverts;
        _effects.Add(new MdnsEffect.AdvertsChanged(adverts));
    }

    private void SetAlarm()
    {
        TimeSpan? next = null;
        foreach (var station in _stations.Values) next = MdnsTimes.Earlier(next, MdnsTimes.Earlier(station.Browser.Next, station.Responder?.Next));
        if (next == _alarm || next is not { } at) return;
        _alarm = next;
        _effects.Add(new MdnsEffect.SetAlarm(at));
    }

    private sealed class Station(LinkOutput output, MdnsBrowser browser, MdnsResponder? responder)
    {
        public LinkOutput Output { get; } = output;

        public MdnsBrowser Browser { get; } = browser;

        public MdnsResponder? Responder { get; set; } = responder;

        public void Tick(TimeSpan now)
        {
            Responder?.Tick(now);
            Browser.Tick(now, Responder?.Pointer);
        }
    }
}
