using System.Globalization;
using System.Text;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>
/// The table of signed statements about all peers: a state-based CRDT (Shapiro et al. 2011). Every part of an entry is
/// a maximum in a total order, and a suspicion vanishes only under a higher incarnation of its subject, so merging is
/// commutative, associative and idempotent: the same statements, in any order and any number of times, end in the same
/// table everywhere. It checks no signature: its caller has done so. Left out here: deltas (the gossip carries them).
/// </summary>
/// <remarks>
/// Invariants: (1) subjects are in strictly ascending order; (2) no suspicion is older than its subject's incarnation;
/// (3) nobody suspects itself; (4) own statements are by the subject.
/// </remarks>
internal sealed class AssertionTable
{
    private readonly Dictionary<Did, SubjectEntry> _entries = [];
    private readonly List<SubjectEntry> _ordered = [];

    /// <summary>All entries in the order of their subjects.</summary>
    public IReadOnlyList<SubjectEntry> Entries => _ordered;

    public SubjectEntry? Find(Did subject) => _entries.GetValueOrDefault(subject);

    /// <summary>Makes the subject known, or takes the greater of both records; true if the table changed.</summary>
    public bool Merge(PeerRecord record)
    {
        if (_entries.TryGetValue(record.PeerId, out var entry)) return entry.Merge(record);
        entry = new SubjectEntry(record);
        _entries.Add(record.PeerId, entry);
        _ordered.Insert(~Search(record.PeerId), entry);
        return true;
    }

    /// <summary>Takes the greater of both; false for what is old or about a subject that is not known.</summary>
    public bool Merge(Assertion assertion) => _entries.TryGetValue(assertion.Subject, out var entry) && entry.Merge(assertion);

    public void Remove(Did subject)
    {
        if (_entries.Remove(subject)) _ordered.RemoveAt(Search(subject));
    }

    /// <summary>The whole content in words without signatures, which are randomised: equal tables have equal texts.</summary>
    public string Canonical()
    {
        var text = new StringBuilder();
        foreach (var entry in _ordered)
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Record.PeerId} record@{entry.Record.Incarnation} {entry.Record.Endpoint}");
            if (entry.Own is { } own) text.Append(CultureInfo.InvariantCulture, $" {own.Kind}@{own.Incarnation}/{own.Epoch}/{own.Sequence}");
            foreach (var s in entry.Suspicions)
                text.Append(CultureInfo.InvariantCulture, $" suspect@{s.Incarnation}/{s.Epoch}/{s.Sequence} by {s.Asserter}");
            text.Append('\n');
        }

        return text.ToString();
    }

    public void CheckInvariants()
    {
        for (var i = 0; i < _ordered.Count; i++)
        {
            var entry = _ordered[i];
            var subject = entry.Record.PeerId;
            Invariant.Require(i == 0 || _ordered[i - 1].Record.PeerId.CompareTo(subject) < 0, "table 1: subjects ascend", subject);
            Invariant.Require(entry.Suspicions.All(s => s.Incarnation >= entry.Incarnation), "table 2: no refuted suspicion is kept", subject);
            Invariant.Require(entry.Suspicions.All(s => s.Asserter != subject && s.Subject == subject), "table 3: nobody suspects itself", subject);
            Invariant.Require(entry.Own is null || (entry.Own.ByOwner && entry.Own.Subject == subject), "table 4: own statements are by the subject", subject);
        }

        Invariant.Require(_entries.Count == _ordered.Count, "table 1: index and order agree", default);
    }

    private int Search(Did subject)
    {
        int low = 0, high = _ordered.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _ordered[middle].Record.PeerId.CompareTo(subject);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
