namespace AkkaFederation.TestKit.Linearizability;

/// <summary>
/// Decides whether what clients saw of an object is what they would have seen had it done one thing after another, each at some
/// moment between call and answer (Herlihy and Wing 1990). Knows nothing of how the object works.
/// </summary>
/// <remarks>
/// The search is Wing and Gong's (1993), with Lowe's memory of configurations (2017: a set of operations and a state are not
/// gone through twice), for each part of the object by itself (Horn and Kroening 2015, P-compositionality). Operations of
/// unknown outcome stay open to the end and need not take effect. Exponential at worst, so it is given up at a bound.
/// </remarks>
/// <param name="model">What the object ought to do.</param>
/// <param name="maxSteps">Steps of the search for one part before it is given up.</param>
/// <typeparam name="TState">The model's state.</typeparam>
/// <typeparam name="TInput">What is asked.</typeparam>
/// <typeparam name="TOutput">What is answered.</typeparam>
public sealed class LinearizabilityChecker<TState, TInput, TOutput>(ISequentialModel<TState, TInput, TOutput> model, long maxSteps = 20_000_000)
    where TState : notnull
    where TInput : notnull
{
    /// <summary>Checks a history, in any order; the first part that is violated or given up is told.</summary>
    /// <exception cref="ArgumentException">An operation ends before it begins.</exception>
    public LinearizabilityReport<TInput, TOutput> Check(IEnumerable<Operation<TInput, TOutput>> history)
    {
        var all = history.ToList();
        if (all.Find(o => o.Returned < o.Called) is { } wrong) throw new ArgumentException($"An operation ends before it begins: {wrong}", nameof(history));
        long steps = 0;
        LinearizabilityReport<TInput, TOutput>? undecided = null;
        foreach (var part in all.GroupBy(o => model.PartOf(o.Input)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var search = new LinearizationSearch<TState, TInput, TOutput>(model, maxSteps);
            var verdict = search.Run(part);
            steps += search.Steps;
            var report = new LinearizabilityReport<TInput, TOutput>(verdict, all.Count, steps) { Part = part.Key };
            if (verdict == LinearizabilityVerdict.Violated) return report with { Offending = new OffendingHistory<TState, TInput, TOutput>(model, maxSteps).Of([.. part]) };
            if (verdict == LinearizabilityVerdict.Undecided) undecided ??= report;
        }

        return undecided ?? new LinearizabilityReport<TInput, TOutput>(LinearizabilityVerdict.Linearizable, all.Count, steps);
    }
}
