namespace AkkaFederation.Hocon;

/// <summary>The one error of this parser: the file, the line, and what was expected there.</summary>
internal sealed class HoconException : FormatException
{
    public HoconException(SourcePosition position, string problem)
        : base($"{position}: {problem}")
    {
        Position = position;
        Problem = problem;
    }

    public SourcePosition Position { get; }

    /// <summary>The message without its position.</summary>
    public string Problem { get; }
}
