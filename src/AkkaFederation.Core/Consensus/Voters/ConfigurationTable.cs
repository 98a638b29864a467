using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The configurations of a log: the genesis (or what a snapshot held) and one for each configuration entry after it, in
/// force from the moment the entry is in the log, committed or not (dissertation 4.1), and gone when the entry is cut off.
/// </summary>
/// <remarks>Invariants: 1. epochs increase. 2. each configuration names the one before it. 3. two neighbours differ in one voter at most.</remarks>
internal sealed class ConfigurationTable
{
    private readonly List<VoterConfiguration> _all = [VoterConfiguration.None];
    private readonly HashSet<Did> _known = [];

    /// <summary>The one in force.</summary>
    public VoterConfiguration Newest => _all[^1];

    /// <summary>The one before it; the oldest known one if there is none.</summary>
    public VoterConfiguration BeforeNewest => _all[Math.Max(0, _all.Count - 2)];

    /// <summary>All that are known, oldest first.</summary>
    public IReadOnlyList<VoterConfiguration> All => _all;

    /// <summary>Sets what the log begins with: the genesis, or the configuration of a snapshot.</summary>
    public void Begin(VoterConfiguration first)
    {
        _all.RemoveAll(c => c.Epoch <= first.Epoch);
        _all.Insert(0, first);
        Recount();
    }

    /// <summary>Begins anew with the configurations that a base holds, behind the genesis if that is known.</summary>
    public void Restore(IReadOnlyList<VoterConfiguration> configurations)
    {
        _all.RemoveAll(c => c.Epoch > 0);
        if (_all.Count == 0) _all.Add(VoterConfiguration.None);
        _all.AddRange(configurations);
        Recount();
    }

    /// <exception cref="InvalidOperationException">The entry does not follow from the newest configuration.</exception>
    public void Add(LogEntry entry)
    {
        if (!VoterConfiguration.TryRead(entry.Payload.Span, entry.Index, out var next, out var error))
            throw new InvalidOperationException($"configuration entry {entry.Index} cannot be read: {error}");

        // A recovered log is put together before its genesis is known.
        if (Newest != VoterConfiguration.None && (next.Previous != Newest.Epoch || next.VotersApart(Newest) > 1))
            throw new InvalidOperationException($"configuration entry {entry.Index} does not follow from that of entry {Newest.Epoch}");
        _all.Add(next);
        _known.UnionWith(next.Voters);
        _known.UnionWith(next.Learners);
    }

    /// <summary>Forgets the configurations of entry <paramref name="from"/> and all after it.</summary>
    public void Truncate(ulong from)
    {
        if (Newest.Epoch < from || _all.Count == 1) return;
        _all.RemoveAll(c => c.Epoch >= from && c != _all[0]);
        Recount();
    }

    /// <summary>The configuration in force at entry <paramref name="index"/>; the oldest known one if it came later.</summary>
    public VoterConfiguration At(ulong index)
    {
        for (var i = _all.Count - 1; i > 0; i--)
        {
            if (_all[i].Epoch <= index) return _all[i];
        }

        return _all[0];
    }

    /// <summary>The configuration before that of <paramref name="epoch"/>; the oldest known one if there is none.</summary>
    public VoterConfiguration Before(ulong epoch) => epoch == 0 ? _all[0] : At(epoch - 1);

    /// <summary>Whether this is or was a voter or learner in any known configuration.</summary>
    public bool Knows(Did id) => _known.Contains(id);

    public void CheckInvariants()
    {
        for (var i = 1; i < _all.Count; i++)
        {
            if (_all[i].Epoch <= _all[i - 1].Epoch) throw new InvalidOperationException($"Invariant 1: epoch {_all[i].Epoch}.");
            if (_all[i].Previous != _all[i - 1].Epoch) throw new InvalidOperationException($"Invariant 2: epoch {_all[i].Epoch}.");
            if (_all[i].VotersApart(_all[i - 1]) > 1) throw new InvalidOperationException($"Invariant 3: epoch {_all[i].Epoch}.");
        }
    }

    private void Recount()
    {
        _known.Clear();
        foreach (var configuration in _all)
        {
            _known.UnionWith(configuration.Voters);
            _known.UnionWith(configuration.Learners);
        }
    }
}
