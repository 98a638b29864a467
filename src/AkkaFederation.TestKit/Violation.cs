namespace AkkaFederation.TestKit;

/// <summary>A rule that was broken.</summary>
/// <param name="At">When, in simulated time.</param>
/// <param name="Rule">Which rule, such as <c>election safety</c>.</param>
/// <param name="Detail">How.</param>
public sealed record Violation(TimeSpan At, string Rule, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{At.TotalSeconds:0.000} s: {Rule}: {Detail}");
}
