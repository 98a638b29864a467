namespace AkkaFederation.Consensus;

/// <summary>Limits of a node's proposal desk.</summary>
internal sealed record DeskOptions
{
    /// <summary>Unanswered proposals of one session (of one origin, for openings of sessions).</summary>
    public int MaxPendingPerClient { get; init; } = 64;

    /// <summary>Unanswered proposals in all.</summary>
    public int MaxPending { get; init; } = 65_536;

    /// <summary>Whether a follower passes proposals on, or answers "not the leader".</summary>
    public bool Forward { get; init; } = true;

    /// <summary>After this time without an answer a forwarded proposal is sent again; the log takes it once.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromMilliseconds(450);

    /// <summary>How long after its deadline a proposal is ended in any case, where somebody else watches deadlines (<see cref="ProposalDesk.Due"/>).</summary>
    public TimeSpan Grace { get; init; }
}
