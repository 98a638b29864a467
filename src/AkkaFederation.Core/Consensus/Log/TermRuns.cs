namespace AkkaFederation.Consensus;

/// <summary>
/// The term of every entry of a log in a few numbers: terms never decrease along a log, so that a list of where each begins
/// says them all. It is kept for the whole log, also where entries are gone from memory or compacted away.
/// </summary>
/// <remarks>Invariants: 1. starts and terms both ascend. 2. the first run begins at 1. 3. the last one begins within the log.</remarks>
internal sealed class TermRuns
{
    private readonly List<TermRun> _runs = [];

    /// <summary>Where each term begins, ascending.</summary>
    public IReadOnlyList<TermRun> All => _runs;

    public ulong Last => _runs.Count == 0 ? 0 : _runs[^1].Term;

    public void Append(ulong index, ulong term)
    {
        if (term != Last || _runs.Count == 0) _runs.Add(new TermRun(index, term));
    }

    /// <summary>Forgets entry <paramref name="index"/> and all after it.</summary>
    public void TruncateFrom(ulong index)
    {
        while (_runs.Count > 0 && _runs[^1].First >= index) _runs.RemoveAt(_runs.Count - 1);
    }

    /// <summary>The runs of the first <paramref name="index"/> entries.</summary>
    public TermRun[] UpTo(ulong index) => [.. _runs.TakeWhile(r => r.First <= index)];

    /// <summary>Begins anew with the runs of <paramref name="last"/> entries.</summary>
    /// <exception cref="FormatException">They are not such.</exception>
    public void Restore(IReadOnlyList<TermRun> runs, ulong last)
    {
        _runs.Clear();
        _runs.AddRange(runs);
        try
        {
            CheckInvariants(last);
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException(broken.Message);
        }

        if (runs.Count == 0 && last > 0) throw new FormatException($"no terms are told of {last} entries");
    }

    /// <summary>Term of an entry that is in the log; 0 for the index before the first.</summary>
    public ulong TermOf(ulong index) => At(index) is var at and >= 0 ? _runs[at].Term : 0;

    /// <summary>The last index up to <paramref name="index"/> whose term is at most <paramref name="term"/>, or 0.</summary>
    public ulong LastNotAbove(ulong index, ulong term)
    {
        for (var at = At(index); at >= 0; at--)
        {
            if (_runs[at].Term <= term) return index;
            index = _runs[at].First - 1;
        }

        return 0;
    }

    public void CheckInvariants(ulong last)
    {
        for (var i = 0; i < _runs.Count; i++)
        {
            if (i > 0 && (_runs[i].First <= _runs[i - 1].First || _runs[i].Term <= _runs[i - 1].Term))
                throw new InvalidOperationException($"Invariant 1 of term runs: {_runs[i]} after {_runs[i - 1]}.");
        }

        if (_runs.Count > 0 && _runs[0].First != 1) throw new InvalidOperationException($"Invariant 2 of term runs: {_runs[0]}.");
        if (_runs.Count > 0 && _runs[^1].First > last) throw new InvalidOperationException($"Invariant 3 of term runs: {_runs[^1]} beyond {last}.");
    }

    // Place of the run that holds the index, or -1. Nearly every question is about the last run.
    private int At(ulong index)
    {
        var at = _runs.Count - 1;
        if (at < 0 || _runs[at].First <= index) return at;
        var low = 0;
        while (low < at)
        {
            var middle = (low + at) / 2;
            if (_runs[middle].First <= index) low = middle + 1;
            else at = middle;
        }

        return low - 1;
    }
}

/// <summary>The entry with which a term begins in a log.</summary>
internal readonly record struct TermRun(ulong First, ulong Term);
