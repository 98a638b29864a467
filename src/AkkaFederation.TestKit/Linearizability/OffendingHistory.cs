namespace AkkaFederation.TestKit.Linearizability;

/// <summary>
/// Makes a history that is not linearisable small enough to be understood. Only steps that keep every linearisable history
/// linearisable are taken, so that what is left proves the violation by itself: what was called after the first answer that
/// cannot be explained is left out; what only reads is left out; of what writes, the answer and then the time is forgotten; and
/// a write of which nobody can have seen anything is left out. Each step is kept if the rest is still violated.
/// </summary>
internal sealed class OffendingHistory<TState, TInput, TOutput>(ISequentialModel<TState, TInput, TOutput> model, long maxSteps)
    where TState : notnull
    where TInput : notnull
{
    private long _steps = 5 * maxSteps;

    public IReadOnlyList<Operation<TInput, TOutput>> Of(Operation<TInput, TOutput>[] history)
    {
        var left = Prefix(history);
        left = Shrink(left, o => model.IsReadOnly(o.Input) ? null : o);
        left = Shrink(left, o => o with { Returned = null, Output = default });
        left = Shrink(left, o => o.Returned is null ? o with { Called = long.MinValue } : o);
        return [.. model.Prepare(left).OrderBy(o => o.Called)];
    }

    // Linearisability is closed under prefixes: the shortest one that is violated ends with the answer that shows it.
    private List<Operation<TInput, TOutput>> Prefix(Operation<TInput, TOutput>[] history)
    {
        var ends = history.Where(o => o.Returned is not null).Select(o => o.Returned!.Value).Distinct().Order().ToArray();
        var (low, high) = (0, ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsViolated(UpTo(history, ends[middle]))) high = middle;
            else low = middle + 1;
        }

        return UpTo(history, ends[low]);
    }

    private static List<Operation<TInput, TOutput>> UpTo(Operation<TInput, TOutput>[] history, long end) =>
        [.. history.Where(o => o.Called <= end).Select(o => o.Returned <= end ? o : o with { Returned = null, Output = default })];

    // Changes as many at once as it can: all, then halves, down to one after the other.
    private List<Operation<TInput, TOutput>> Shrink(List<Operation<TInput, TOutput>> left, Func<Operation<TInput, TOutput>, Operation<TInput, TOutput>?> change)
    {
        for (var size = left.Count; size > 0; size /= 2)
        {
            for (var start = left.Count - 1; start >= 0 && _steps > 0; start -= size)
            {
                var first = Math.Max(0, start - size + 1);
                var changed = left.Select((o, i) => i < first || i > start ? o : change(o)).OfType<Operation<TInput, TOutput>>().ToList();
                if (IsViolated(changed)) left = changed;
            }
        }

        return left;
    }

    private bool IsViolated(List<Operation<TInput, TOutput>> history)
    {
        var search = new LinearizationSearch<TState, TInput, TOutput>(model, Math.Min(_steps, maxSteps));
        var verdict = search.Run(history);
        _steps -= search.Steps;
        return verdict == LinearizabilityVerdict.Violated;
    }
}
