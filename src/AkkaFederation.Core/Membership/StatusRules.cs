using System.Globalization;

namespace AkkaFederation.Membership;

/// <summary>
/// The four-state machine as one function of facts (SPEC 3). Own evidence outranks hearsay: three own failures decide
/// alone, and an answer received after the suspicion was raised overrules any number of observers, so one lossy or
/// lying node cannot evict healthy ones. EVICTED is left only by coming back, which is not decided here.
/// </summary>
internal static class StatusRules
{
    public static StatusVerdict Decide(in StatusFacts facts, MembershipOptions options)
    {
        if (facts.Left) return new(PeerStatus.Evicted, StatusCause.Left, "said farewell");
        if (facts.Deregistered) return new(PeerStatus.Evicted, StatusCause.Deregistered, "removed by the operator");
        var verdict = Judge(facts, options);
        if (verdict.Status == PeerStatus.Healthy || facts.Now - facts.LastSeen < options.Ttl) return verdict;
        var seconds = options.Ttl.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return new(PeerStatus.Evicted, StatusCause.Expired, $"no sign of life for {seconds} s");
    }

    /// <summary>
    /// Signed observers that make a suspicion believed, of <paramref name="members"/> that are not UNREACHABLE (this
    /// node included): min(3, ⌈(A−1)/2⌉), and none suffice with A ≤ 3, where only own probes decide (0).
    /// </summary>
    public static int RequiredObservers(int members) => members <= 3 ? 0 : Math.Min(3, members / 2);

    public static bool IsBelieved(int observers, int required) => required > 0 && observers >= required;

    private static StatusVerdict Judge(in StatusFacts facts, MembershipOptions options)
    {
        if (facts.Failures >= options.FailedProbes)
            return new(PeerStatus.Unreachable, StatusCause.ProbesFailed, Text($"{facts.Failures} probes in a row failed, indirect ones included"));
        if (facts.Condemned || IsConfirmed(facts, options))
            return new(PeerStatus.Unreachable, StatusCause.SuspicionConfirmed, Text($"suspected by {facts.Observers} observers and not refuted"));
        if (facts.Failures > 0)
            return new(PeerStatus.Degraded, StatusCause.ProbeFailed, Text($"{facts.Failures} probes in a row failed"));
        if (IsBelieved(facts.Observers, facts.Required))
            return new(PeerStatus.Degraded, StatusCause.Suspected, Text($"suspected by {facts.Observers} observers, {facts.Required} suffice"));
        return facts.Slow
            ? new(PeerStatus.Degraded, StatusCause.Slow, "the smoothed round trip is above the threshold")
            : new(PeerStatus.Healthy, null, "");
    }

    private static bool IsConfirmed(in StatusFacts facts, MembershipOptions options) =>
        facts.BelievedSince is { } since
        && IsBelieved(facts.Observers, facts.Required)
        && facts.Now - since >= options.SuspicionTimeout
        && !(facts.LastAnswer >= since);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
