using System.Net;

namespace AkkaFederation.Discovery;

/// <content>What others say.</content>
internal sealed partial class MdnsBrowser
{
    /// <summary>Takes the records of a response.</summary>
    /// <param name="records">All of its sections.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="own">This node's own instance name, which is none of its finds.</param>
    /// <param name="now">The time.</param>
    public void OnResponse(IReadOnlyCollection<DnsRecord> records, IPAddress from, DnsName? own, TimeSpan now)
    {
        // Pointers first, then what they point to: a packet may have them in any order.
        foreach (var record in records.Where(r => r.Type == DnsType.Ptr && r.Name.Equals(MdnsNames.Service))) OnPointer(record, from, own, now);
        foreach (var record in records.Where(r => r.Type is DnsType.Srv or DnsType.Txt))
        {
            if (_instances.TryGetValue(record.Name, out var instance)) OnDetail(instance, record, from, now);
        }

        foreach (var group in records.Where(r => r.Type is DnsType.A or DnsType.Aaaa).GroupBy(r => r.Name)) OnAddresses(group.Key, [.. group], from, now);
    }

    private void OnPointer(DnsRecord record, IPAddress from, DnsName? own, TimeSpan now)
    {
        var name = record.Target;
        if (name.Equals(own) || !name.IsChildOf(MdnsNames.Service)) return;
        if (_instances.TryGetValue(name, out var known))
        {
            Renew(known.Pointer, record, now, r => known.Pointer = r);
            if (record.Ttl > 0) known.PlanAsking(now, _out.Random);
            return;
        }

        if (record.Ttl == 0) return;
        if (_instances.Count >= _options.MaxAdverts) _out.Refuse(MdnsRefusal.TableFull, from, name.ToString());
        else if (_shares.GetValueOrDefault(from) >= _options.MaxAdvertsPerSender) _out.Refuse(MdnsRefusal.SenderFull, from, name.ToString());
        else Add(new KnownInstance(name, new KnownRecord(record, now, _out.Random), from), now);
    }

    private void Add(KnownInstance instance, TimeSpan now)
    {
        _instances.Add(instance.Name, instance);
        _shares[instance.Sender] = _shares.GetValueOrDefault(instance.Sender) + 1;
        instance.PlanAsking(now, _out.Random);
        Version++;
    }

    private void OnDetail(KnownInstance instance, DnsRecord record, IPAddress from, TimeSpan now)
    {
        if (record.Type == DnsType.Txt)
        {
            if (record.Ttl > 0 && TxtData.Decode(record.Data.AsSpan()) is null) _out.Refuse(MdnsRefusal.BadText, from, instance.Name.ToString());
            else Renew(instance.Text, record, now, r => instance.Text = r);
            return;
        }

        if (instance.Service is { } old && record.Ttl > 0 && !old.Record.Target.Equals(record.Target)) instance.Addresses.Clear();
        Renew(instance.Service, record, now, r => instance.Service = r);
    }

    // One SRV and one TXT record each: the newest counts, as its owner's cache-flush bit would have it.
    private void Renew(KnownRecord? known, DnsRecord record, TimeSpan now, Action<KnownRecord> take)
    {
        if (record.Ttl == 0)
        {
            if (known is not null && known.Record.SameAs(record)) known.Doom(now);
            return;
        }

        if (known is null || !known.Record.SameAs(record)) Version++;
        take(new KnownRecord(record, now, _out.Random));
    }

    private void OnAddresses(DnsName host, List<DnsRecord> records, IPAddress from, TimeSpan now)
    {
        foreach (var instance in _instances.Values)
        {
            if (instance.Service is null || !instance.Service.Record.Target.Equals(host)) continue;
            foreach (var record in records) OnAddress(instance, record, from, now);
        }
    }

    private void OnAddress(KnownInstance instance, DnsRecord record, IPAddress from, TimeSpan now)
    {
        var same = instance.Addresses.FindIndex(a => a.Record.SameAs(record));

        // Section 10.2: what was said more than a second ago is replaced; what was just said belongs to the same set.
        if (record.CacheFlush && record.Ttl > 0)
        {
            foreach (var other in instance.Addresses)
            {
                if (other.Record.Type == record.Type && !other.Record.SameAs(record) && now - other.ReceivedAt > MdnsTimes.Goodbye) other.Doom(now);
            }
        }

        if (record.Ttl == 0)
        {
            if (same >= 0) instance.Addresses[same].Doom(now);
            return;
        }

        if (same >= 0)
        {
            instance.Addresses[same] = new KnownRecord(record, now, _out.Random);
            return;
        }

        if (instance.AddAddress(new KnownRecord(record, now, _out.Random))) Version++;
        else _out.Refuse(MdnsRefusal.TooManyAddresses, from, instance.Name.ToString());
    }
}
