namespace AkkaFederation.Membership;

/// <summary>All that a status depends on: the table, this node's own probes, and time.</summary>
/// <param name="Now">This node's monotonic clock.</param>
/// <param name="Current">The status so far.</param>
/// <param name="Left">The peer's last word was farewell.</param>
/// <param name="Deregistered">Removed by the operator.</param>
/// <param name="Revoked">Its identity was revoked.</param>
/// <param name="Failures">Own probes failed in a row.</param>
/// <param name="Condemned">Confirmed as failed by observers before, no proof of life since.</param>
/// <param name="Observers">Signed observers who suspect the current incarnation, this node included.</param>
/// <param name="Required">How many make a suspicion believed; 0: only own probes decide.</param>
/// <param name="SuspectedSince">Since when there is one at all.</param>
/// <param name="SuspicionTimeout">How long a suspicion by so many may stand, see <see cref="SuspicionTimeouts"/>.</param>
/// <param name="LastAnswer">Last answer to an own probe.</param>
/// <param name="LastSeen">Last sign of life of any kind.</param>
/// <param name="Slow">Smoothed round trip above the threshold.</param>
/// <param name="Rtt">That round trip.</param>
/// <param name="Accused">Its key is proven to have equivocated.</param>
internal readonly record struct StatusFacts(
    TimeSpan Now,
    PeerStatus Current,
    bool Left,
    bool Deregistered,
    bool Revoked,
    int Failures,
    bool Condemned,
    int Observers,
    int Required,
    TimeSpan? SuspectedSince,
    TimeSpan SuspicionTimeout,
    TimeSpan? LastAnswer,
    TimeSpan LastSeen,
    bool Slow,
    TimeSpan? Rtt = null,
    bool Accused = false);
