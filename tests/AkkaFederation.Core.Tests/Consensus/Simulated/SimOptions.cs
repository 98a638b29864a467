using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>The weather of a simulated network.</summary>
internal sealed record SimOptions
{
    public double Loss { get; init; }

    public double Duplication { get; init; }

    /// <summary>How often an old message, however old, is sent once more (A16, A17).</summary>
    public double Replay { get; init; }

    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(0.1);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    public TimeSpan MaxWrite { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>How much of the log a node has in memory.</summary>
    public LogLimits Log { get; init; } = new();

    public static SimOptions Calm { get; } = new();

    public static SimOptions Rough { get; } = new()
    {
        Loss = 0.05, Duplication = 0.05, MaxDelay = TimeSpan.FromMilliseconds(30), MaxWrite = TimeSpan.FromMilliseconds(20),
    };
}
