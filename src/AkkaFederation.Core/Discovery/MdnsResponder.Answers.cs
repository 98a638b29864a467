using System.Net;

namespace AkkaFederation.Discovery;

/// <content>Queries, and what others say about our names.</content>
internal sealed partial class MdnsResponder
{
    /// <summary>Somebody asks.</summary>
    /// <param name="query">The question.</param>
    /// <param name="from">Who asks, on this link.</param>
    /// <param name="multicast">Whether it was sent to the group.</param>
    /// <param name="now">The time.</param>
    public void OnQuery(DnsMessage query, IPEndPoint from, bool multicast, TimeSpan now)
    {
        if (_phase == Phase.Probing)
        {
            OnRivalProbe(query, now);
            return;
        }

        var answers = query.Questions.SelectMany(_own.Answering).Distinct().Where(o => !IsKnown(query, o)).ToList();
        if (from.Port != MdnsPort)
        {
            AnswerLegacy(query, answers, from, now);
            return;
        }

        if (TakeUp(query, answers, from, now) || answers.Count == 0) return;
        var privately = answers.Where(o => (!multicast || query.Questions.All(q => q.WantsUnicast)) && WasMulticastLately(o, now)).ToList();
        if (privately.Count > 0) Reply(privately, from);
        var defends = query.Authorities.Count > 0;

        // A defence that somebody else on the prober's machine may get instead of the prober is none.
        Schedule(defends ? answers : [.. answers.Except(privately)], now, defends, delayed: answers.Any(o => o.IsShared));
        Flush(now);
    }

    /// <summary>Somebody says something. The name that they contest, if they do.</summary>
    /// <param name="records">What they say.</param>
    /// <param name="isOurs">Whether a record is one that we offer, on whatever link.</param>
    /// <param name="now">The time.</param>
    public DnsName? OnResponse(IEnumerable<DnsRecord> records, Func<DnsRecord, bool> isOurs, TimeSpan now)
    {
        foreach (var record in records)
        {
            if (_own.All.FirstOrDefault(o => o.Record.SameAs(record)) is { } same) OnOurs(same, record, now);
            else if (_own.IsUnique(record.Name) && record.Ttl > 0 && record.Type != DnsType.Nsec && Contests(record) && !isOurs(record)) return Contested(record.Name, now);
        }

        return null;
    }

    // While a name is only claimed, any record of it contests it; later, one of a type that we have (sections 8.1 and 9).
    private bool Contests(DnsRecord record) => _phase == Phase.Probing || _own.Claims(record.Name).Any(c => c.Type == record.Type);

    // An established name is probed for again first: the other side may be gone, or may be the one to yield.
    private DnsName? Contested(DnsName name, TimeSpan now)
    {
        if (_phase == Phase.Probing) return _next is null ? null : name;
        Probe(now);
        return null;
    }

    // Section 7.4: it has been said already. Section 6.6: said wrongly, it is put right.
    private void OnOurs(OwnRecords.Own own, DnsRecord said, TimeSpan now)
    {
        if (_phase == Phase.Probing) return;
        if (said.Ttl >= own.Record.Ttl) own.Due = null;
        else if (said.Ttl < own.Record.Ttl / 2) own.Due = Sooner(own.Due, now);
    }

    // Section 8.2: both would have the name; whose data comes later in the alphabet has it.
    private void OnRivalProbe(DnsMessage query, TimeSpan now)
    {
        if (_sent == 0 || query.Authorities.Count == 0) return;
        foreach (var name in new[] { _own.Instance, _own.Host })
        {
            var theirs = query.Authorities.Where(r => r.Name.Equals(name)).ToList();
            if (theirs.Count == 0 || query.Questions.All(q => !q.Name.Equals(name))) continue;
            if (Compare(_own.Claims(name), theirs) >= 0) continue;
            Probe(now + MdnsTimes.ProbeLost);
            return;
        }
    }

    private static int Compare(IEnumerable<DnsRecord> ours, IEnumerable<DnsRecord> theirs)
    {
        var (a, b) = (Sorted(ours), Sorted(theirs));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i].CompareData(b[i]) is not 0 and var order) return order;
        }

        return a.Length.CompareTo(b.Length);
    }

    private static DnsRecord[] Sorted(IEnumerable<DnsRecord> records)
    {
        var sorted = records.ToArray();
        Array.Sort(sorted, (x, y) => x.CompareData(y));
        return sorted;
    }

    // Section 7.1: whoever says that they know it, with at least half of its life left, is not told again.
    private static bool IsKnown(DnsMessage query, OwnRecords.Own own) =>
        query.Answers.Any(known => known.Ttl >= own.Record.Ttl / 2 && known.SameAs(own.Record));

    // Section 7.2: more known answers come in further packets of the same sender.
    private bool TakeUp(DnsMessage query, List<OwnRecords.Own> answers, IPEndPoint from, TimeSpan now)
    {
        var source = from.ToString();
        if (_unfinished.TryGetValue(source, out var waiting))
        {
            waiting.Answers.RemoveAll(o => IsKnown(query, o));
            waiting.Answers.AddRange(answers.Except(waiting.Answers));
            if (query.IsTruncated) waiting.Due = now + _out.Random.Between(MdnsTimes.TruncatedMin, MdnsTimes.TruncatedMax);
            return true;
        }

        if (!query.IsTruncated || answers.Count == 0) return false;
        if (_unfinished.Count >= MaxUnfinished) _out.Refuse(MdnsRefusal.TooManyUnfinishedQueries, from.Address, "");
        else _unfinished.Add(source, new Unfinished(answers, now + _out.Random.Between(MdnsTimes.TruncatedMin, MdnsTimes.TruncatedMax)));
        return true;
    }

    // Section 5.4: unicast where asked for, unless the whole link has not heard the record for a quarter of its life.
    private static bool WasMulticastLately(OwnRecords.Own own, TimeSpan now) =>
        own.LastMulticast is { } last && now - last < TimeSpan.FromSeconds(own.Record.Ttl / 4.0);

    private void Schedule(List<OwnRecords.Own> answers, TimeSpan now, bool defends, bool delayed)
    {
        var due = delayed && !defends ? now + _out.Random.Between(MdnsTimes.AnswerMin, MdnsTimes.AnswerMax) : now;
        foreach (var own in answers)
        {
            own.Due = Sooner(own.Due, due);
            if (defends) own.Rate = MdnsTimes.DefenceRate;
        }
    }

    private static TimeSpan Sooner(TimeSpan? a, TimeSpan b) => a is { } x && x < b ? x : b;

    private void Reply(List<OwnRecords.Own> answers, IPEndPoint to)
    {
        var packet = new DnsWriter(0, DnsMessage.ResponseFlags);
        Fill(packet, answers);
        _out.Send(packet, to);
    }

    private void Fill(DnsWriter packet, List<OwnRecords.Own> answers)
    {
        foreach (var own in answers) packet.TryAddAnswer(own.Record);
        foreach (var own in answers.SelectMany(_own.Following).Distinct().Except(answers)) packet.TryAddAdditional(own.Record);
    }

    // Section 6.7: a plain DNS client, which expects its question back and knows nothing of multicast.
    private void AnswerLegacy(DnsMessage query, List<OwnRecords.Own> answers, IPEndPoint from, TimeSpan now)
    {
        answers.RemoveAll(o => o.IsAbsence);
        if (answers.Count == 0) return;
        if (now - _legacy.Since >= TimeSpan.FromSeconds(1)) _legacy = (now, 0);
        if (_legacy.Answers >= MaxLegacyAnswers)
        {
            _out.Refuse(MdnsRefusal.TooManyLegacyQueries, from.Address, "");
            return;
        }

        _legacy.Answers++;
        var packet = new DnsWriter(query.Id, DnsMessage.ResponseFlags, legacy: true);
        foreach (var question in query.Questions) packet.TryAdd(question with { WantsUnicast = false });
        Fill(packet, answers);
        _out.Send(packet, from);
    }

    /// <summary>UDP port of multicast DNS.</summary>
    public const int MdnsPort = 5353;
}
