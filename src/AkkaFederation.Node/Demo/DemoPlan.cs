namespace AkkaFederation.Node.Demo;

/// <summary>
/// The schedule of a demonstration. Load phases shrink when earlier ones took long (a busy machine), so that the whole
/// stays within its limit; the limits of single steps only bound a run that is going to fail.
/// </summary>
internal sealed record DemoPlan
{
    public int Nodes { get; init; } = 3;

    public int Clients { get; init; } = 4;

    /// <summary>Proposals that a client has under way at once.</summary>
    public int Burst { get; init; } = 16;

    /// <summary>Time from one burst of a client to its next: a pace that shows the federation at work, not its limit.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan ProposalTtl { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The checks must be done by then; stopping the processes afterwards is bounded too, so that all ends within 45 s.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(40);

    public TimeSpan FormationLimit { get; init; } = TimeSpan.FromSeconds(18);

    public TimeSpan LoadBeforeKill { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan NewLeaderLimit { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LoadAfterKill { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan CatchUpLimit { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>What the steps after the load phases need on a busy machine.</summary>
    public TimeSpan Reserve { get; init; } = TimeSpan.FromSeconds(18);

    /// <summary>How often each node is asked for its status: the resolution of the measured times.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>A load phase of <paramref name="wanted"/>, less where time has run short, never none.</summary>
    public TimeSpan Fit(TimeSpan wanted, TimeSpan elapsed)
    {
        var room = (Total - elapsed - Reserve) / 2;
        var least = wanted / 4;
        return room >= wanted ? wanted : room > least ? room : least;
    }
}
