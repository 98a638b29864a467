namespace AkkaFederation.Consensus;

/// <summary>Times and limits of the Raft core; the defaults are profile <c>lan</c>.</summary>
internal sealed record RaftOptions
{
    /// <summary>Shortest election time-out; also the time for which a follower that hears its leader grants nobody else a vote.</summary>
    public TimeSpan ElectionMin { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest election time-out; also how long the leader's own write may hang.</summary>
    public TimeSpan ElectionMax { get; init; } = TimeSpan.FromMilliseconds(450);

    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Weight of entries in one append; a frame of 128 kB holds it with room to spare.</summary>
    public int MaxAppendWeight { get; init; } = 64 * 1024;

    public int MaxAppendEntries { get; init; } = 512;

    /// <summary>Appends on their way to one follower before the leader waits for its answer.</summary>
    public int MaxInFlight { get; init; } = 64;

    /// <summary>Weight of entries on their way to one follower before the leader waits for its answer.</summary>
    public long MaxInFlightWeight { get; init; } = 4L << 20;

    /// <summary>Old entries that are read ahead from the journal for one follower.</summary>
    public long ReadAheadBytes { get; init; } = 2L << 20;

    /// <summary>Weight of old entries sent per second to all followers far behind, while clients propose; without them it has no bound.</summary>
    public long CatchUpRate { get; init; } = 22L << 20;

    /// <summary>Entries that a leader gathers while its own disk is busy before it replicates them anyway.</summary>
    public int GatherLimit { get; init; } = 256;

    /// <summary>Greatest payload of one proposal, in bytes.</summary>
    public int MaxPayload { get; init; } = 64 * 1024;

    /// <summary>Learners that have caught up become voters up to this number.</summary>
    public int MaxVoters { get; init; } = 5;

    /// <summary>Learners at most.</summary>
    public int MaxLearners { get; init; } = 16;

    /// <summary>Whether learners become voters by themselves.</summary>
    public bool AutoPromote { get; init; } = true;

    /// <summary>The newest feature level that this version can apply.</summary>
    public uint Level { get; init; } = LevelTable.First;

    /// <summary>Only tests have any other.</summary>
    public RaftRules Rules { get; init; } = RaftRules.Sound;

    /// <exception cref="ArgumentException">Times or limits that cannot work together.</exception>
    public void Validate()
    {
        if (Heartbeat <= TimeSpan.Zero) throw new ArgumentException("heartbeat-interval must be positive");
        if (ElectionMin < 2 * Heartbeat) throw new ArgumentException("election-timeout must be at least twice the heartbeat-interval");
        if (ElectionMax <= ElectionMin) throw new ArgumentException("the longest election-timeout must exceed the shortest");
        if (MaxAppendEntries < 1 || MaxInFlight < 1 || GatherLimit < 1 || MaxPayload < 1 || MaxVoters < 1 || MaxLearners < 1
            || MaxInFlightWeight < 1 || ReadAheadBytes < 1 || CatchUpRate < 1)
            throw new ArgumentException("limits must be positive");
    }
}
