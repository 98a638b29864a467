using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>Probes under way, oldest first: this node's own, and those it makes for others (bounded).</summary>
internal sealed class ProbeBook(int maxRelays)
{
    private readonly List<Probe> _probes = [];
    private readonly List<RelayedProbe> _relays = [];

    public IReadOnlyList<Probe> Probes => _probes;

    public int Relays => _relays.Count;

    public void Add(Probe probe) => _probes.Add(probe);

    /// <summary>As many probes as allowed are being made for others.</summary>
    public bool IsFull => _relays.Count >= maxRelays;

    public void Add(RelayedProbe relay) => _relays.Add(relay);

    public IReadOnlyList<RelayedProbe> RelayedProbes => _relays;

    /// <summary>Probes with something to be done by now; a list of its own, since handling one may settle others.</summary>
    public IReadOnlyList<Probe> Due(TimeSpan now) => _probes.Exists(p => p.Due <= now) ? _probes.FindAll(p => p.Due <= now) : [];

    /// <summary>Probes for others that nobody has answered in the time of a direct answer.</summary>
    public IReadOnlyList<RelayedProbe> Unanswered(TimeSpan now) =>
        _relays.Exists(r => !r.Nacked && r.NackAt <= now) ? _relays.FindAll(r => !r.Nacked && r.NackAt <= now) : [];

    public bool IsProbing(Did target) => _probes.Exists(p => p.Target == target);

    public Probe? Find(ulong sequence, Did target) => _probes.Find(p => p.Sequence == sequence && p.Target == target);

    /// <summary>The answer to one probe settles every earlier one of the same target.</summary>
    public void Settle(Probe answered) => _probes.RemoveAll(p => p.Target == answered.Target && p.SentAt <= answered.SentAt);

    public void Remove(Probe probe) => _probes.Remove(probe);

    public void Forget(Did target)
    {
        _probes.RemoveAll(p => p.Target == target);
        _relays.RemoveAll(r => r.Target == target || r.Requester == target);
    }

    public RelayedProbe? TakeRelay(ulong sequence, Did target)
    {
        var at = _relays.FindIndex(r => r.Sequence == sequence && r.Target == target);
        if (at < 0) return null;
        var relay = _relays[at];
        _relays.RemoveAt(at);
        return relay;
    }

    public void DropRelaysUntil(TimeSpan now) => _relays.RemoveAll(r => r.Deadline <= now);

    public void Clear()
    {
        _probes.Clear();
        _relays.Clear();
    }
}
