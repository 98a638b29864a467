namespace AkkaFederation.KeyValue;

/// <summary>The leases of a store, by id and by the time at which they run out.</summary>
internal sealed class LeaseTable
{
    private readonly SortedDictionary<ulong, Lease> _leases = [];
    private readonly SortedSet<(ulong Deadline, ulong Id)> _deadlines = [];

    public int Count => _leases.Count;

    public IEnumerable<Lease> All => _leases.Values;

    /// <summary>The next deadline, in log time; null without leases.</summary>
    public ulong? NextDeadline => _deadlines.Count == 0 ? null : _deadlines.Min.Deadline;

    public Lease? Find(ulong id) => _leases.GetValueOrDefault(id);

    public void Add(Lease lease)
    {
        _leases.Add(lease.Id, lease);
        _deadlines.Add((lease.Deadline, lease.Id));
    }

    public void Prolong(Lease lease, ulong deadline)
    {
        _deadlines.Remove((lease.Deadline, lease.Id));
        lease.Deadline = deadline;
        _deadlines.Add((deadline, lease.Id));
    }

    public void Remove(Lease lease)
    {
        _leases.Remove(lease.Id);
        _deadlines.Remove((lease.Deadline, lease.Id));
    }

    /// <summary>The lease that runs out first, if that is not after <paramref name="time"/>.</summary>
    public Lease? Due(ulong time) => _deadlines.Count > 0 && _deadlines.Min is var first && first.Deadline <= time ? _leases[first.Id] : null;

    public void Clear()
    {
        _leases.Clear();
        _deadlines.Clear();
    }

    public void CheckInvariants()
    {
        if (_deadlines.Count != _leases.Count || !_deadlines.All(d => _leases.TryGetValue(d.Id, out var lease) && lease.Deadline == d.Deadline))
            throw new InvalidOperationException("Invariant 4: leases and deadlines differ.");
    }
}
