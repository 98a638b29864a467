namespace AkkaFederation.TestKit.Linearizability;

/// <summary>What a checker says of a history.</summary>
public enum LinearizabilityVerdict
{
    /// <summary>There is an order of all operations that respects time and the model.</summary>
    Linearizable,

    /// <summary>There is none.</summary>
    Violated,

    /// <summary>The search was given up at its bound: neither is known.</summary>
    Undecided,
}

/// <summary>What came of a check.</summary>
/// <typeparam name="TInput">What was asked.</typeparam>
/// <typeparam name="TOutput">What was answered.</typeparam>
/// <param name="Verdict">What is known.</param>
/// <param name="Operations">How many operations there were.</param>
/// <param name="Steps">How many steps the search took.</param>
public sealed record LinearizabilityReport<TInput, TOutput>(LinearizabilityVerdict Verdict, int Operations, long Steps)
{
    /// <summary>The part of the object that is violated, or was given up.</summary>
    public string Part { get; init; } = "";

    /// <summary>
    /// Violated: a part of the history that cannot be put in order either, and from which nothing can be left out. An operation
    /// that is shown to be of any time and never answered is there for what it wrote; nothing else of it matters.
    /// </summary>
    public IReadOnlyList<Operation<TInput, TOutput>> Offending { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Verdict switch
    {
        LinearizabilityVerdict.Linearizable => $"{Operations} operations are linearisable",
        LinearizabilityVerdict.Undecided => $"{Part}: given up after {Steps} steps",
        _ => $"{Part} is not linearisable: {string.Join("; ", Offending)}",
    };
}
