namespace AkkaFederation.TestKit.Linearizability;

/// <summary>
/// Makes a history that is not linearisable small enough to be understood. Only steps that keep every linearisable history
/// linearisable are taken, so that what is left proves the violation by itself: what was called after the first answer that
/// cannot be explained is left out, then whatever the model may leave out; of what else writes, the answer and then the time is
/// forgotten. Each step is kept if the rest is still violated.
/// </summary>
internal sealed class OffendingHistory<TState, TInput, TOutput>(ISequentialModel<TState, TInput, TOutput> model, long maxSteps)
    where TState : notnull
    where TInput : notnull
{
    // What is only to be tried is given up sooner: what is forgotten makes a search longer.
    private const long MostStepsOfTrial = 20_000;
    private readonly long _limit = maxSteps;
    private long _steps = maxSteps;

    /// <summary>What becomes of some operations of a history, from one place on.</summary>
    private delegate List<Operation<TInput, TOutput>> Change(List<Operation<TInput, TOutput>> history, int first, int count);

    public IReadOnlyList<Operation<TInput, TOutput>> Of(Operation<TInput, TOutput>[] history)
    {
        var left = LeaveOut(Prefix(history));
        left = Shrink(left, Each(o => o with { Returned = null, Output = default }), MostStepsOfTrial);
        left = Shrink(left, Each(o => o.Returned is null ? o with { Called = long.MinValue } : o), MostStepsOfTrial);
        left = LeaveOut(left);
        return [.. model.Prepare(left).OrderBy(o => o.Called == long.MinValue).ThenBy(o => o.Called)];
    }

    // Linearisability is closed under prefixes: the shortest one that is violated ends with the answer that shows it.
    private List<Operation<TInput, TOutput>> Prefix(Operation<TInput, TOutput>[] history)
    {
        var ends = history.Where(o => o.Returned is not null).Select(o => o.Returned!.Value).Distinct().Order().ToArray();
        var (low, high) = (0, ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsViolated(UpTo(history, ends[middle]), _limit)) high = middle;
            else low = middle + 1;
        }

        return UpTo(history, ends[low]);
    }

    private static List<Operation<TInput, TOutput>> UpTo(Operation<TInput, TOutput>[] history, long end) =>
        [.. history.Where(o => o.Called <= end).Select(o => o.Returned <= end ? o : o with { Returned = null, Output = default })];

    private List<Operation<TInput, TOutput>> LeaveOut(List<Operation<TInput, TOutput>> left)
    {
        for (var before = left.Count + 1; left.Count < before;)
        {
            before = left.Count;
            left = Shrink(left, WithoutBlock, _limit);
        }

        return left;
    }

    // One after the other: whether one may be left out depends on what is left.
    private List<Operation<TInput, TOutput>> WithoutBlock(List<Operation<TInput, TOutput>> history, int first, int count)
    {
        var without = history.ToList();
        for (var i = first + count - 1; i >= first; i--)
        {
            if (model.MayLeaveOut(without[i], without)) without.RemoveAt(i);
        }

        return without;
    }

    private static Change Each(Func<Operation<TInput, TOutput>, Operation<TInput, TOutput>> change) =>
        (history, first, count) => [.. history.Select((o, i) => i < first || i >= first + count ? o : change(o))];

    // As much at once as it can: all, then halves, down to one after the other.
    private List<Operation<TInput, TOutput>> Shrink(List<Operation<TInput, TOutput>> left, Change change, long limit)
    {
        for (var size = left.Count; size > 0; size /= 2)
        {
            for (var end = left.Count; end > 0 && _steps > 0; end -= size)
            {
                var first = Math.Max(0, end - size);
                if (first >= left.Count) continue;
                var changed = change(left, first, Math.Min(end, left.Count) - first);
                if (!changed.SequenceEqual(left) && IsViolated(changed, limit)) left = changed;
            }
        }

        return left;
    }

    private bool IsViolated(List<Operation<TInput, TOutput>> history, long limit)
    {
        var search = new LinearizationSearch<TState, TInput, TOutput>(model, Math.Min(_steps, limit));
        var verdict = search.Run(history);
        _steps -= search.Steps + history.Count;
        return verdict == LinearizabilityVerdict.Violated;
    }
}
