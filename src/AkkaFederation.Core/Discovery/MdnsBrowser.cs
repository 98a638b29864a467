using System.Net;

namespace AkkaFederation.Discovery;

/// <summary>
/// Finds the services of others on one link (RFC 6762): asks with doubling pauses, keeps what is said for as long as it is
/// said to hold, asks again before it ends. Only what belongs to the one service is kept. Left out: giving records up early
/// because others ask for them in vain (section 10.5, optional) and asking for unicast answers (see the responder's probes).
/// </summary>
/// <remarks>
/// Invariants: (1) at most <see cref="MdnsOptions.MaxAdverts"/> instances, of which one sender brought at most
/// <see cref="MdnsOptions.MaxAdvertsPerSender"/>; (2) what is new never takes the place of what is kept; (3) nothing is
/// kept past its end.
/// </remarks>
internal sealed partial class MdnsBrowser
{
    private readonly LinkOutput _out;
    private readonly MdnsOptions _options;
    private readonly SortedDictionary<DnsName, KnownInstance> _instances = [];
    private readonly Dictionary<IPAddress, int> _shares = [];
    private TimeSpan _nextQuery;
    private TimeSpan _pause;

    public MdnsBrowser(LinkOutput output, MdnsOptions options, TimeSpan now)
    {
        (_out, _options) = (output, options);
        Restart(now);
    }

    /// <summary>Counts up whenever what <see cref="Adverts"/> gives may have changed.</summary>
    public long Version { get; private set; }

    public TimeSpan Next => _instances.Values.Aggregate(_nextQuery, (next, i) => NextOf(i, next));

    public IEnumerable<ServiceAdvert> Adverts => _instances.Values.Select(i => i.ToAdvert(_out.Link)).OfType<ServiceAdvert>();

    /// <summary>Asks as at a start: 20 to 120 ms from now, then after 1, 2, 4, … s.</summary>
    public void Restart(TimeSpan now)
    {
        _nextQuery = now + _out.Random.Between(MdnsTimes.AnswerMin, MdnsTimes.AnswerMax);
        _pause = MdnsTimes.Query;
    }

    /// <param name="now">The time.</param>
    /// <param name="own">This node's own pointer, which it need not be told.</param>
    public void Tick(TimeSpan now, DnsRecord? own)
    {
        Expire(now);
        var questions = new List<DnsQuestion>();
        if (_nextQuery <= now) questions.Add(Browse(now));
        foreach (var instance in _instances.Values)
        {
            questions.AddRange(instance.TakeQuestions(now));
            foreach (var record in instance.Records)
            {
                if (record.TakeRefresh(now, _out.Random)) questions.Add(new DnsQuestion(record.Record.Name, record.Record.Type));
            }
        }

        if (questions.Count > 0) Ask([.. questions.Distinct()], own, now);
    }

    /// <summary>Another host's query: what it asks for all of us to hear need not be asked again (section 7.3).</summary>
    public void OnQuery(DnsMessage query, TimeSpan now)
    {
        if (query.IsTruncated || _nextQuery - now > MdnsTimes.AnswerMax) return;
        if (!query.Questions.Any(q => q.Type == DnsType.Ptr && !q.WantsUnicast && q.Name.Equals(MdnsNames.Service))) return;
        var knows = query.Answers.Where(a => a.Type == DnsType.Ptr && a.Name.Equals(MdnsNames.Service));
        if (knows.All(a => _instances.ContainsKey(a.Target))) Browse(now);
    }

    /// <exception cref="InvalidOperationException">An invariant does not hold.</exception>
    public void CheckInvariants(TimeSpan now)
    {
        var fullest = _instances.Values.GroupBy(i => i.Sender).Select(g => g.Count()).DefaultIfEmpty().Max();
        if (_instances.Count > _options.MaxAdverts || fullest > _options.MaxAdvertsPerSender)
            throw new InvalidOperationException($"browser 1: {_instances.Count} instances, {fullest} of one sender");
        if (_instances.Values.SelectMany(i => i.Records).Any(r => r.ExpiresAt > now + MdnsTimes.LongestTtl))
            throw new InvalidOperationException("browser 3: a record that is kept too long");
    }

    private static TimeSpan NextOf(KnownInstance instance, TimeSpan next)
    {
        if (instance.AskAt is { } ask && ask < next) next = ask;
        foreach (var record in instance.Records)
        {
            if (record.Next < next) next = record.Next;
        }

        return next;
    }

    private void Remove(KnownInstance instance)
    {
        _instances.Remove(instance.Name);
        if (--_shares[instance.Sender] == 0) _shares.Remove(instance.Sender);
    }

    private DnsQuestion Browse(TimeSpan now)
    {
        _nextQuery = now + _pause;
        _pause = _pause * 2 < MdnsTimes.LongestQuery ? _pause * 2 : MdnsTimes.LongestQuery;
        return new DnsQuestion(MdnsNames.Service, DnsType.Ptr);
    }

    private void Ask(List<DnsQuestion> questions, DnsRecord? own, TimeSpan now)
    {
        var known = questions.Any(q => q.Name.Equals(MdnsNames.Service)) ? KnownAnswers(own, now).ToList() : [];
        var packet = new DnsWriter(0, 0);
        foreach (var question in questions)
        {
            if (packet.TryAdd(question)) continue;
            _out.Send(packet);
            packet = new DnsWriter(0, 0);
            packet.TryAdd(question);
        }

        // Section 7.2: known answers that do not fit go on in packets without questions.
        foreach (var record in known)
        {
            if (packet.TryAddAnswer(record)) continue;
            packet.MarkTruncated();
            _out.Send(packet);
            packet = new DnsWriter(0, 0);
            packet.TryAddAnswer(record);
        }

        _out.Send(packet);
    }

    // Section 7.1: what has more than half of its life left. That half is of what its owner has said, not of what we believe.
    private IEnumerable<DnsRecord> KnownAnswers(DnsRecord? own, TimeSpan now)
    {
        if (own is not null) yield return own;
        foreach (var pointer in _instances.Values.Select(i => i.Pointer))
        {
            if (pointer.Left(now) > pointer.Record.Ttl / 2) yield return pointer.Record with { Ttl = pointer.Left(now) };
        }
    }

    private void Expire(TimeSpan now)
    {
        foreach (var instance in _instances.Values.ToList())
        {
            if (instance.Pointer.ExpiresAt <= now)
            {
                Remove(instance);
                Version++;
                continue;
            }

            if (instance.Service?.ExpiresAt <= now) (instance.Service, Version) = (null, Version + 1);
            if (instance.Text?.ExpiresAt <= now) (instance.Text, Version) = (null, Version + 1);
            if (instance.Addresses.RemoveAll(a => a.ExpiresAt <= now) > 0) Version++;
        }
    }
}
