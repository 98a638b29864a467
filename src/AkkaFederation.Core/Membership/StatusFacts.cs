namespace AkkaFederation.Membership;

/// <summary>All that a status depends on: the table, this node's own probes, and time.</summary>
/// <param name="Now">This node's monotonic clock.</param>
/// <param name="Current">The status so far.</param>
/// <param name="Left">The peer's last word was farewell.</param>
/// <param name="Deregistered">Removed by the operator.</param>
/// <param name="Failures">Own probes failed in a row.</param>
/// <param name="Condemned">Confirmed as failed by observers before, no proof of life since.</param>
/// <param name="Observers">Signed observers who suspect the current incarnation, this node included.</param>
/// <param name="Required">How many make a suspicion believed; 0: only own probes decide.</param>
/// <param name="BelievedSince">Since when there are enough of them.</param>
/// <param name="LastAnswer">Last answer to an own probe.</param>
/// <param name="LastSeen">Last sign of life of any kind.</param>
/// <param name="Slow">Smoothed round trip above the threshold.</param>
internal readonly record struct StatusFacts(
    TimeSpan Now,
    PeerStatus Current,
    bool Left,
    bool Deregistered,
    int Failures,
    bool Condemned,
    int Observers,
    int Required,
    TimeSpan? BelievedSince,
    TimeSpan? LastAnswer,
    TimeSpan LastSeen,
    bool Slow);
