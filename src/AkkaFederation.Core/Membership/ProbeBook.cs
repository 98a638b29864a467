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

    /// <summary>False when as many probes as allowed are being made for others.</summary>
    public bool TryAdd(RelayedProbe relay)
    {
        if (_relays.Count >= maxRelays) return false;
        _relays.Add(relay);
        return true;
    }

    /// <summary>Probes sent at or before that time; a list of its own, since handling one may settle others.</summary>
    public IReadOnlyList<Probe> Due(TimeSpan sentUntil) =>
        _probes.Count > 0 && _probes[0].SentAt <= sentUntil ? _probes.FindAll(p => p.SentAt <= sentUntil) : [];

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
