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
        if (facts.Revoked) return new(PeerStatus.Evicted, StatusCause.Revoked, "its identity was revoked");
        if (facts.Left) return new(PeerStatus.Evicted, StatusCause.Left, "said farewell");
        if (facts.Deregistered) return new(PeerStatus.Evicted, StatusCause.Deregistered, "removed by the operator");
        var verdict = Judge(facts, options);
        if (verdict.Status == PeerStatus.Healthy || facts.Now - facts.LastSeen < options.Ttl) return verdict;
        return new(PeerStatus.Evicted, StatusCause.Expired, Text($"no sign of life for {Seconds(facts.Now - facts.LastSeen)} s, the time to live is {Seconds(options.Ttl)} s"));
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
            return new(PeerStatus.Unreachable, StatusCause.ProbesFailed, Text($"{facts.Failures} own probes in a row failed, indirect ones included; {options.FailedProbes} decide"));
        if (facts.Condemned || IsConfirmed(facts))
            return new(PeerStatus.Unreachable, StatusCause.SuspicionConfirmed, Confirmed(facts));
        if (facts.Failures > 0)
            return new(PeerStatus.Degraded, StatusCause.ProbeFailed, Text($"{facts.Failures} own probes in a row failed, {options.FailedProbes} decide"));
        if (IsBelieved(facts.Observers, facts.Required))
            return new(PeerStatus.Degraded, StatusCause.Suspected, Text($"suspected by {facts.Observers} observers, {facts.Required} suffice"));
        if (facts.Accused)
            return new(PeerStatus.Degraded, StatusCause.Equivocated, "evidence proves that its key has signed what excludes each other");
        return facts.Slow
            ? new(PeerStatus.Degraded, StatusCause.Slow, Text($"the smoothed round trip of {Milliseconds(facts.Rtt)} ms is above {options.DegradedThreshold.TotalMilliseconds:0.#} ms"))
            : new(PeerStatus.Healthy, null, "");
    }

    private static bool IsConfirmed(in StatusFacts facts) =>
        facts.SuspectedSince is { } since
        && IsBelieved(facts.Observers, facts.Required)
        && facts.Now - since >= facts.SuspicionTimeout
        && !(facts.LastAnswer >= since);

    private static string Confirmed(in StatusFacts facts) => facts.SuspectedSince is { } since && !facts.Condemned
        ? Text($"suspected by {facts.Observers} signed observers, {facts.Required} suffice, and not refuted for {Seconds(facts.Now - since)} s")
        : "confirmed as failed by observers, and no proof of life since";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan? time) => time?.TotalMilliseconds.ToString("0.#", CultureInfo.InvariantCulture) ?? "?";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
