namespace AkkaFederation.Node.Demo;

/// <summary>What a demonstration found out; with <c>--json</c> this is what is printed.</summary>
internal sealed record DemoReport
{
    public required bool Ok { get; init; }

    public required double Seconds { get; init; }

    public required string Proposals { get; init; }

    public required LoadCounts Load { get; init; }

    public required DemoTimes Times { get; init; }

    public required IReadOnlyList<DemoNode> Nodes { get; init; }

    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>Where certificates.jsonl and trust/ were left; null where nothing was kept.</summary>
    public string? Folder { get; init; }
}

/// <param name="FormationMs">From the start of the last process to a leader that all follow, every peer in reach of every other.</param>
/// <param name="NewLeaderMs">From the SIGKILL to a leader that a majority follows.</param>
/// <param name="LongestPauseMs">Longest time between two acknowledgements, over all clients.</param>
/// <param name="CatchUpMs">From the restart of the killed process to its log reaching the others'.</param>
/// <param name="CommitsPerSecond">Acknowledged proposals over the time that load was on; the load is paced.</param>
internal sealed record DemoTimes(double FormationMs, double NewLeaderMs, double LongestPauseMs, double CatchUpMs, double CommitsPerSecond);

internal sealed record DemoNode(string Name, string Did, string Address, ulong CommitIndex, string Root);
