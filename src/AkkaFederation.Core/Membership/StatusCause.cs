namespace AkkaFederation.Membership;

/// <summary>Why a peer's status changed.</summary>
public enum StatusCause
{
    /// <summary>A valid record made the peer known.</summary>
    Registered,

    /// <summary>A probe of this node failed, the indirect ones included.</summary>
    ProbeFailed,

    /// <summary>Enough signed observers suspect the peer.</summary>
    Suspected,

    /// <summary>The smoothed round trip is above the threshold.</summary>
    Slow,

    /// <summary>This node's own probes failed as often in a row as it takes.</summary>
    ProbesFailed,

    /// <summary>The suspicion of enough signed observers stood for the suspicion time-out.</summary>
    SuspicionConfirmed,

    /// <summary>The peer answered a probe.</summary>
    ProbeAnswered,

    /// <summary>The smoothed round trip fell well below the threshold.</summary>
    LatencyRecovered,

    /// <summary>The peer itself signed a higher incarnation than the one suspected.</summary>
    Refuted,

    /// <summary>What was suspected is no longer believed: too few observers are left.</summary>
    SuspicionLapsed,

    /// <summary>The peer was evicted and came back with a higher incarnation.</summary>
    Rejoined,

    /// <summary>No sign of life for the time to live.</summary>
    Expired,

    /// <summary>The peer said, signed, that it leaves.</summary>
    Left,

    /// <summary>Removed by the operator of this node.</summary>
    Deregistered,

    /// <summary>Its identity was revoked; nothing that it signs is believed until that is taken back.</summary>
    Revoked,

    /// <summary>Evidence proves that its key has signed what excludes each other (docs/proofs.md); it is no longer HEALTHY.</summary>
    Equivocated,
}
