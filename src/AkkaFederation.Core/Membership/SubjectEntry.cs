using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>What signed statements say about one peer: the greatest of each kind, and nothing else.</summary>
internal sealed class SubjectEntry(PeerRecord record)
{
    private readonly SortedList<Did, Assertion> _suspicions = [];

    /// <summary>Where the peer is, in its own words.</summary>
    public PeerRecord Record { get; private set; } = record;

    /// <summary>The peer's greatest alive or leave; null while its record is all that it said.</summary>
    public Assertion? Own { get; private set; }

    /// <summary>The newest suspicion of each asserter that is not refuted, in the order of their DIDs.</summary>
    public IList<Assertion> Suspicions => _suspicions.Values;

    /// <summary>The peer's incarnation: a record counts as its owner's alive.</summary>
    public ulong Incarnation => Math.Max(Record.Incarnation, Own?.Incarnation ?? 0);

    /// <summary>The last word of the peer was farewell.</summary>
    public bool Left => Own is { Kind: AssertionKind.Leave } own && own.Incarnation == Incarnation;

    public Assertion? SuspicionBy(Did asserter) => _suspicions.GetValueOrDefault(asserter);

    /// <summary>The peer has said something since it signed that record.</summary>
    public bool IsNewerThan(PeerRecord record) => Incarnation > record.Incarnation || !record.Equals(Record);

    public bool IsNews(PeerRecord record)
    {
        var order = record.Incarnation.CompareTo(Record.Incarnation);
        if (order != 0) return order > 0;
        return !record.Equals(Record) && PeerRecordCodec.Encode(record).AsSpan().SequenceCompareTo(PeerRecordCodec.Encode(Record)) > 0;
    }

    public bool IsNews(Assertion assertion) =>
        assertion.Kind == AssertionKind.Suspect ? IsSuspicionNews(assertion) : Own is null || CompareOwn(assertion, Own) > 0;

    /// <summary>Takes the greater of both; true if that is the new one.</summary>
    public bool Merge(PeerRecord record)
    {
        if (!IsNews(record)) return false;
        Record = record;
        ForgetRefuted();
        return true;
    }

    /// <summary>Takes the greater of both; true if that is the new one.</summary>
    public bool Merge(Assertion assertion)
    {
        if (!IsNews(assertion)) return false;
        if (assertion.Kind == AssertionKind.Suspect) _suspicions[assertion.Asserter] = assertion;
        else Own = assertion;
        ForgetRefuted();
        return true;
    }

    private bool IsSuspicionNews(Assertion assertion)
    {
        if (assertion.Incarnation < Incarnation) return false;
        if (!_suspicions.TryGetValue(assertion.Asserter, out var known)) return true;
        var order = assertion.Incarnation.CompareTo(known.Incarnation);
        return order != 0 ? order > 0 : Assertion.CompareIssue(assertion, known) > 0;
    }

    // Of one incarnation, leave is greater than alive: after a farewell only a higher incarnation comes back.
    private static int CompareOwn(Assertion a, Assertion b)
    {
        var order = a.Incarnation.CompareTo(b.Incarnation);
        if (order == 0) order = (a.Kind == AssertionKind.Leave).CompareTo(b.Kind == AssertionKind.Leave);
        return order != 0 ? order : Assertion.CompareIssue(a, b);
    }

    private void ForgetRefuted()
    {
        for (var i = _suspicions.Count - 1; i >= 0; i--)
        {
            if (_suspicions.Values[i].Incarnation < Incarnation) _suspicions.RemoveAt(i);
        }
    }
}
