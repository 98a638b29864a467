namespace AkkaFederation.Membership;

/// <summary>
/// What this node thinks of a peer: a local view, derived from the table of signed assertions, the node's own probes and
/// time. Two nodes may differ for a while, and rightly so.
/// </summary>
public enum PeerStatus
{
    /// <summary>Registered, and nothing speaks against it.</summary>
    Healthy,

    /// <summary>Slow, or suspected; still used.</summary>
    Degraded,

    /// <summary>Does not answer; probed at a low rate so that a healed partition merges by itself.</summary>
    Unreachable,

    /// <summary>Left, was deregistered, or gave no sign of life for the time to live.</summary>
    Evicted,
}
