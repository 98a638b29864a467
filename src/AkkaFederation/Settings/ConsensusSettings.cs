namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.consensus</c>, times of the profile resolved.</summary>
public sealed record ConsensusSettings
{
    /// <summary>Whose times are used where none are given.</summary>
    public required NetworkProfile Profile { get; init; }

    /// <summary>Shortest election timeout.</summary>
    public required TimeSpan ElectionTimeoutMin { get; init; }

    /// <summary>Longest election timeout.</summary>
    public required TimeSpan ElectionTimeoutMax { get; init; }

    /// <summary>Time between two heartbeats of a leader.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>Undecided proposals of one client at most.</summary>
    public required int MaxPendingPerClient { get; init; }

    /// <summary>Undecided proposals of all clients at this node at most.</summary>
    public required int MaxPending { get; init; }

    /// <summary>Log time without an entry of a session after which it has expired; goes into the log with each session opened here.</summary>
    public required TimeSpan SessionTtl { get; init; }

    /// <summary>How many sequence numbers back a session remembers; goes into the log with each session opened here.</summary>
    public required int SessionWindow { get; init; }

    /// <summary>Largest payload of a proposal in bytes.</summary>
    public required int MaxPayload { get; init; }

    /// <summary>Entries in one append message at most.</summary>
    public required int MaxBatchEntries { get; init; }

    /// <summary>Payload bytes in one append message at most (one entry may exceed it).</summary>
    public required int MaxBatchBytes { get; init; }

    /// <summary>Append messages on their way to one follower at most.</summary>
    public required int MaxInflight { get; init; }

    /// <summary>Payload bytes on their way to one follower at most (one message may exceed it).</summary>
    public required int MaxInflightBytes { get; init; }

    /// <summary>Committed entries that may wait for the state machine before the node takes no more.</summary>
    public required int ApplyBacklog { get; init; }

    /// <summary>Entries after which a leader marks a checkpoint; 0: it marks none.</summary>
    public required int SnapshotEvery { get; init; }

    /// <summary>Bytes of entries after which it does so earlier.</summary>
    public required int SnapshotEveryBytes { get; init; }

    /// <summary>Entries before a checkpoint that are kept for followers a little behind.</summary>
    public required int SnapshotKeep { get; init; }

    /// <summary>Bytes of snapshots that a node sends in a second.</summary>
    public required int SnapshotRate { get; init; }

    /// <summary>Bytes of old entries a second that followers far behind get while clients propose.</summary>
    public required int CatchUpRate { get; init; }

    /// <summary>Newest entries of the log that are held in memory at most.</summary>
    public required int LogMemoryEntries { get; init; }

    /// <summary>Bytes of the newest entries that are held in memory at most.</summary>
    public required int LogMemoryBytes { get; init; }

    /// <summary>Bytes of old entries that are read ahead from the journal for one follower.</summary>
    public required int ReadAheadBytes { get; init; }

    /// <summary>Whether a follower forwards proposals to the leader.</summary>
    public required bool Forward { get; init; }

    /// <summary>Whether this node asks to become a learner of a federation that was founded without it.</summary>
    public required bool Join { get; init; }

    /// <summary>Voters up to which a leader promotes learners.</summary>
    public required int MaxVoters { get; init; }

    /// <summary>Learners that a leader admits at most.</summary>
    public required int MaxLearners { get; init; }

    /// <summary>Whether a leader promotes learners that have caught up by itself.</summary>
    public required bool AutoPromote { get; init; }

    /// <summary>Whether this node grants every ballot where the application has no policy; else it waits to be told how to vote.</summary>
    public required bool GrantBallots { get; init; }

    /// <summary>How long a proposal may take where its caller does not say.</summary>
    public required TimeSpan ProposalTtl { get; init; }

    /// <summary>How often the node tells another which votes and seals it has seen signed.</summary>
    public required TimeSpan WitnessInterval { get; init; }
}
