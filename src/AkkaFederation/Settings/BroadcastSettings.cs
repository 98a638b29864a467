namespace AkkaFederation.Settings;

/// <summary>Settings under <c>federation.broadcast</c>, times of the profile resolved.</summary>
public sealed record BroadcastSettings
{
    /// <summary>Whose times are used where none are given.</summary>
    public required NetworkProfile Profile { get; init; }

    /// <summary>Up to how many peers a broadcast goes to each of them directly.</summary>
    public required int DirectPeers { get; init; }

    /// <summary>Rings of the overlay; a node has two neighbours on each.</summary>
    public required int Rings { get; init; }

    /// <summary>Largest payload in bytes.</summary>
    public required int MaxPayload { get; init; }

    /// <summary>How long announcements to one peer are gathered into one message.</summary>
    public required TimeSpan AnnounceInterval { get; init; }

    /// <summary>Shortest wait from the first announcement of what is missing to asking for it.</summary>
    public required TimeSpan MissingWait { get; init; }

    /// <summary>Wait for an answer before the next announcer is asked.</summary>
    public required TimeSpan GraftWait { get; init; }

    /// <summary>First wait for a confirmation before an announcement is repeated.</summary>
    public required TimeSpan RetryInterval { get; init; }

    /// <summary>How long a payload is kept for those who lack it.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary>By how many links another way must be shorter to take the place of one in the tree; 0 never.</summary>
    public required int OptimisationThreshold { get; init; }

    /// <summary>Payloads kept at most.</summary>
    public required int MaxCached { get; init; }

    /// <summary>Bytes of payloads kept at most.</summary>
    public required int MaxCachedBytes { get; init; }

    /// <summary>Broadcasts of this node without all confirmations at most; more are refused at once.</summary>
    public required int MaxPending { get; init; }

    /// <summary>Sequences of one origin that are told apart.</summary>
    public required int SeenWindow { get; init; }

    /// <summary>Payloads on their way to one peer without a confirmation at most.</summary>
    public required int PeerWindow { get; init; }

    /// <summary>Bytes of those at most.</summary>
    public required int PeerWindowBytes { get; init; }

    /// <summary>Announced broadcasts that are waited for at most.</summary>
    public required int MaxMissing { get; init; }
}
