namespace AkkaFederation.TestKit;

/// <summary>What a simulated world is made of.</summary>
public sealed record SimulatedWorldOptions
{
    /// <summary>Complete nodes, 1 to 63.</summary>
    public int Nodes { get; init; } = 5;

    /// <summary>How many of them vote, the first ones; 0 for all, up to 5.</summary>
    public int Voters { get; init; }

    /// <summary>Shortest delay of a message.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(300);

    /// <summary>What comes on top at most.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMicroseconds(400);

    /// <summary>How likely a write that was under way at a crash is on the disk though nobody was told.</summary>
    public double LandsAtCrash { get; init; }

    /// <summary>A bug that the checkers must find.</summary>
    public PlantedBug Plant { get; init; }
}

/// <summary>Bugs that can be planted, to see that the checkers find them.</summary>
public enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>A voter that restarts has forgotten for whom it voted.</summary>
    ForgetVote,
}
