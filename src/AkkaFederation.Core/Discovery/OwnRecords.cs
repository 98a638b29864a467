namespace AkkaFederation.Discovery;

/// <summary>
/// The records that this node offers on one link, in the order in which they are sent, and when each was last multicast
/// there. Bounded by the addresses of the interface.
/// </summary>
internal sealed class OwnRecords
{
    private const int MaxAddresses = 8;

    private readonly List<Own> _all = [];

    public OwnRecords(ServiceOffer offer, MdnsLink link)
    {
        var (instance, host) = (offer.InstanceName, offer.HostName);
        Add(DnsRecord.Pointer(MdnsNames.Service, instance, MdnsTimes.Ttl), shared: true);
        Add(DnsRecord.Pointer(MdnsNames.ServiceTypes, MdnsNames.Service, MdnsTimes.Ttl), shared: true);
        Add(DnsRecord.Service(instance, host, offer.Port, MdnsTimes.Ttl));
        Add(DnsRecord.Text(instance, offer.Text, MdnsTimes.Ttl));
        foreach (var own in link.Addresses.Take(MaxAddresses)) Add(DnsRecord.OfAddress(host, own.Address, MdnsTimes.Ttl));
        foreach (var name in new[] { instance, host })
            Add(DnsRecord.Only(name, _all.Where(o => o.Record.Name.Equals(name)).Select(o => o.Record.Type), MdnsTimes.Ttl), absence: true);
        (Instance, Host) = (instance, host);
    }

    public DnsName Instance { get; }

    public DnsName Host { get; }

    public IReadOnlyList<Own> All => _all;

    public bool IsUnique(DnsName name) => name.Equals(Instance) || name.Equals(Host);

    /// <summary>What answers a question: the records, or for a unique name without such a record that there is none (RFC 6762, 6.1).</summary>
    public IEnumerable<Own> Answering(DnsQuestion question)
    {
        var own = _all.Where(o => o.Record.Name.Equals(question.Name) && !o.IsAbsence && (question.Type == DnsType.Any || question.Type == o.Record.Type)).ToList();
        return own.Count > 0 ? own : _all.Where(o => o.IsAbsence && o.Record.Name.Equals(question.Name));
    }

    /// <summary>What whoever gets this answer will ask for next (RFC 6763, 12).</summary>
    public IEnumerable<Own> Following(Own answer) => answer.Record.Type switch
    {
        DnsType.Ptr when answer.Record.Name.Equals(MdnsNames.Service) => _all.Where(o => !o.IsShared && !o.IsAbsence),
        DnsType.Srv => _all.Where(o => o.Record.Name.Equals(Host) && !o.IsAbsence),
        DnsType.A or DnsType.Aaaa => _all.Where(o => o.Record.Name.Equals(Host)),
        _ => [],
    };

    /// <summary>What is claimed of a name, for probes and their tie-break.</summary>
    public IEnumerable<DnsRecord> Claims(DnsName name) => _all.Where(o => !o.IsShared && !o.IsAbsence && o.Record.Name.Equals(name)).Select(o => o.Record);

    private void Add(DnsRecord record, bool shared = false, bool absence = false) => _all.Add(new Own(record, shared, absence));

    /// <summary>One record of ours.</summary>
    public sealed class Own(DnsRecord record, bool shared, bool absence)
    {
        public DnsRecord Record { get; } = record;

        /// <summary>Whether others have records of this name and type too.</summary>
        public bool IsShared { get; } = shared;

        /// <summary>Whether it says what there is not.</summary>
        public bool IsAbsence { get; } = absence;

        public TimeSpan? LastMulticast { get; set; }

        /// <summary>When it is to be multicast, or later if <see cref="Rate"/> says so.</summary>
        public TimeSpan? Due { get; set; }

        /// <summary>Least time since it was multicast last.</summary>
        public TimeSpan Rate { get; set; } = MdnsTimes.Rate;
    }
}
