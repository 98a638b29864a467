namespace AkkaFederation.Gossip;

/// <summary>Why gossip, or one update in it, was refused. Each reason is counted; none changes what is known.</summary>
public enum GossipRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The connection proves no identity.</summary>
    Unauthenticated,

    /// <summary>From somebody who is no member, or was taken out of gossip.</summary>
    NotAMember,

    /// <summary>Not a message of the schema, or one that breaks its limits.</summary>
    Malformed,

    /// <summary>It says that it unpacks to more than allowed, or unpacks to something else than it says.</summary>
    Decompression,

    /// <summary>More items in one message than allowed.</summary>
    TooManyItems,

    /// <summary>A payload longer than allowed.</summary>
    Oversized,

    /// <summary>Signed for another cluster.</summary>
    ForeignCluster,

    /// <summary>An origin that is no member.</summary>
    UnknownOrigin,

    /// <summary>The signature is not the origin's over these bytes.</summary>
    BadSignature,

    /// <summary>A life of its origin that begins more than a day ahead of this node's clock.</summary>
    FutureEpoch,

    /// <summary>Too far ahead of what is known of its origin; anti-entropy brings it.</summary>
    FutureSequence,

    /// <summary>A life of its origin that is over and forgotten.</summary>
    StaleEpoch,

    /// <summary>Of an origin that has left, and older than what is kept of such.</summary>
    Expired,

    /// <summary>A heartbeat as an update or the reverse, or more hops than there are.</summary>
    WrongKind,

    /// <summary>An answer that nobody asked for.</summary>
    Unasked,

    /// <summary>The peer asks more often than is answered.</summary>
    TooOften,
}
