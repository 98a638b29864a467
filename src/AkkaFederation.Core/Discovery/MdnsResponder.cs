using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>
/// Makes this node's service known on one link (RFC 6762): claims its names by three probes, announces, answers, defends,
/// says goodbye. Left out: updates of a record in place (the offer never changes while it stands) and answers gathered
/// over up to 500 ms (section 6.4, optional).
/// </summary>
/// <remarks>
/// Invariants: (1) nothing is answered before its names are claimed; (2) a record is multicast at most once a second, four
/// times when it is defended; (3) unfinished queries are waited for from at most <see cref="MaxUnfinished"/> senders.
/// </remarks>
internal sealed partial class MdnsResponder
{
    public const int MaxUnfinished = 64;
    public const int MaxLegacyAnswers = 20;

    private readonly LinkOutput _out;
    private readonly SortedDictionary<string, Unfinished> _unfinished = new(StringComparer.Ordinal);
    private OwnRecords _own;
    private Phase _phase;
    private int _sent;
    private TimeSpan? _next;
    private (TimeSpan Since, int Answers) _legacy;

    public MdnsResponder(LinkOutput output, ServiceOffer offer, TimeSpan now, TimeSpan pause)
    {
        _out = output;
        _own = new OwnRecords(offer, output.Link);
        Probe(now + pause + _out.Random.Between(TimeSpan.Zero, MdnsTimes.Probe));
    }

    private enum Phase
    {
        Probing,
        Announcing,
        Established,
    }

    /// <summary>The record that others find this node by, once it stands.</summary>
    public DnsRecord? Pointer => _phase == Phase.Probing ? null : _own.All[0].Record;

    /// <summary>When this needs a tick; null for never.</summary>
    public TimeSpan? Next
    {
        get
        {
            var next = _next;
            foreach (var own in _own.All) next = MdnsTimes.Earlier(next, own.Due is null ? null : NotBefore(own));
            foreach (var waiting in _unfinished.Values) next = MdnsTimes.Earlier(next, waiting.Due);
            return next;
        }
    }

    /// <summary>Whether this very record is among those offered here.</summary>
    public bool Offers(DnsRecord record) => _own.All.Any(o => o.Record.SameAs(record));

    /// <summary>Goes by other names, or other addresses, from now on; what was said of the old ones is taken back.</summary>
    public void Become(ServiceOffer offer, TimeSpan now, TimeSpan pause)
    {
        _own = new OwnRecords(offer, _out.Link);
        Probe(now + pause + _out.Random.Between(TimeSpan.Zero, MdnsTimes.Probe));
    }

    public void Tick(TimeSpan now)
    {
        foreach (var source in _unfinished.Where(u => u.Value.Due <= now).Select(u => u.Key).ToArray())
        {
            _unfinished.Remove(source, out var waiting);
            Schedule(waiting!.Answers, now, defends: false, delayed: false);
        }

        if (_next is { } next && next <= now) Advance(now);
        Flush(now);
    }

    /// <summary>Takes back what was announced: TTL 0 (section 10.1).</summary>
    public void Goodbye()
    {
        if (_phase == Phase.Probing) return;
        Multicast(_own.All.Where(o => !o.IsAbsence && !o.Record.Name.Equals(MdnsNames.ServiceTypes)).Select(o => o.Record with { Ttl = 0 }));
        (_phase, _next) = (Phase.Probing, null);
    }

    private void Probe(TimeSpan at)
    {
        (_phase, _sent, _next) = (Phase.Probing, 0, at);
        _unfinished.Clear();
        foreach (var own in _own.All) own.Due = null;
    }

    private void Advance(TimeSpan now)
    {
        switch (_phase)
        {
            case Phase.Probing when _sent < MdnsTimes.Probes:
                SendProbe();
                _sent++;
                _next = now + MdnsTimes.Probe;
                break;
            case Phase.Probing:
                _out.Add(new MdnsEffect.Established(_out.Link.Id, _own.Instance));
                (_phase, _sent) = (Phase.Announcing, 0);
                Announce(now);
                break;
            case Phase.Announcing:
                Announce(now);
                break;
            default:
                _next = null;
                break;
        }
    }

    private void Announce(TimeSpan now)
    {
        foreach (var own in _own.All) own.Due = now;
        _sent++;
        _next = _sent < MdnsTimes.Announcements ? now + (MdnsTimes.Announcement * (1 << (_sent - 1))) : null;
        if (_next is null) _phase = Phase.Established;
    }

    // Section 8.1 would have these ask for unicast answers; section 15.1 forbids it where the port is shared with another
    // responder, and an answer that everybody hears does no harm.
    private void SendProbe()
    {
        var packet = new DnsWriter(0, 0);
        var names = new[] { _own.Instance, _own.Host };
        foreach (var name in names) packet.TryAdd(new DnsQuestion(name, DnsType.Any));
        foreach (var claim in names.SelectMany(_own.Claims)) packet.TryAddAuthority(claim with { CacheFlush = false });
        _out.Send(packet);
    }

    private TimeSpan NotBefore(OwnRecords.Own own)
    {
        var due = own.Due!.Value;
        return own.LastMulticast is { } last && last + own.Rate > due ? last + own.Rate : due;
    }

    private void Flush(TimeSpan now)
    {
        if (_phase == Phase.Probing) return;
        var answers = _own.All.Where(o => o.Due is not null && NotBefore(o) <= now).ToList();
        if (answers.Count == 0) return;
        var following = answers.SelectMany(_own.Following).Distinct().Where(o => !answers.Contains(o) && MayFollow(o, now)).ToList();
        foreach (var own in answers.Concat(following)) (own.LastMulticast, own.Due, own.Rate) = (now, null, MdnsTimes.Rate);
        Multicast(answers.Select(o => o.Record), following.Select(o => o.Record));
    }

    private static bool MayFollow(OwnRecords.Own own, TimeSpan now) => own.LastMulticast is not { } last || last + MdnsTimes.Rate <= now;

    private void Multicast(IEnumerable<DnsRecord> answers, IEnumerable<DnsRecord>? following = null)
    {
        var packet = new DnsWriter(0, DnsMessage.ResponseFlags);
        foreach (var record in answers)
        {
            if (packet.TryAddAnswer(record)) continue;
            _out.Send(packet);
            packet = new DnsWriter(0, DnsMessage.ResponseFlags);
            packet.TryAddAnswer(record);
        }

        // What follows saves a question; what does not fit any more will be asked for.
        foreach (var record in following ?? []) packet.TryAddAdditional(record);
        if (!packet.IsEmpty) _out.Send(packet);
    }

    private sealed class Unfinished(List<OwnRecords.Own> answers, TimeSpan due)
    {
        public List<OwnRecords.Own> Answers { get; } = answers;

        public TimeSpan Due { get; set; } = due;
    }
}
