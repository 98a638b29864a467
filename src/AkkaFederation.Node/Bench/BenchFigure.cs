namespace AkkaFederation.Node.Bench;

/// <summary>One figure of a benchmark. Every benchmark of the product prints these five members, one object a line.</summary>
internal sealed record BenchFigure(string Bench, string Case, string Metric, double Value, string Unit);
