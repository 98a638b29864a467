namespace AkkaFederation.Broadcast;

/// <summary>Why a message, one item of it, or a broadcast of this node's own was refused. Each reason is counted.</summary>
public enum BroadcastRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The sender's connection proves no identity.</summary>
    Unauthenticated,

    /// <summary>The sender is not a member.</summary>
    NotAMember,

    /// <summary>The origin is not a member, or not known as one yet.</summary>
    UnknownOrigin,

    /// <summary>Signed for another federation.</summary>
    ForeignCluster,

    /// <summary>The signature is not the origin's.</summary>
    BadSignature,

    /// <summary>The payload is not the one that was signed.</summary>
    PayloadMismatch,

    /// <summary>The payload is larger than this node takes.</summary>
    Oversized,

    /// <summary>Of a life of its origin before the one that is known.</summary>
    StaleEpoch,

    /// <summary>So old that this node no longer tells whether it had it.</summary>
    TooOld,

    /// <summary>Two different payloads signed under one name; the first one counts.</summary>
    Conflicting,

    /// <summary>Under this node's own name, and not its own.</summary>
    OwnName,

    /// <summary>A payload was asked for that this node does not hold.</summary>
    UnknownGraft,

    /// <summary>One peer asks for more bytes in a while than it may.</summary>
    GraftLimit,

    /// <summary>More announcements of what this node lacks than it remembers.</summary>
    MissingLimit,

    /// <summary>More broadcasts of this node's own under way than it keeps.</summary>
    TooManyPending,

    /// <summary>Direct was asked for with more peers than it is for.</summary>
    TooManyPeers,
}
