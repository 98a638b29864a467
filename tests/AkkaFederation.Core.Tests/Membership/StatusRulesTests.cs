using AkkaFederation.Membership;

namespace AkkaFederation.Core.Tests.Membership;

/// <summary>The four-state machine as a table: one row for each rule.</summary>
public sealed class StatusRulesTests
{
    private static readonly StatusFacts Well = new(
        Now: TimeSpan.FromSeconds(1_000),
        Current: PeerStatus.Healthy,
        Left: false,
        Deregistered: false,
        Revoked: false,
        Failures: 0,
        Condemned: false,
        Observers: 0,
        Required: 3,
        SuspectedSince: null,
        SuspicionTimeout: TimeSpan.FromSeconds(2),
        LastAnswer: TimeSpan.FromSeconds(999),
        LastSeen: TimeSpan.FromSeconds(999),
        Slow: false);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(6, 3)]
    [InlineData(7, 3)]
    [InlineData(100, 3)]
    public void Observers_needed_are_min_3_half_of_the_others_and_none_suffice_up_to_three_members(int members, int required) =>
        Assert.Equal(required, StatusRules.RequiredObservers(members));

    [Fact]
    public void Nothing_against_it_is_healthy() => Check(Well, PeerStatus.Healthy, null);

    [Fact]
    public void One_failed_probe_degrades() => Check(Well with { Failures = 1 }, PeerStatus.Degraded, StatusCause.ProbeFailed);

    [Fact]
    public void Three_failed_probes_decide_whatever_observers_say() =>
        Check(Well with { Failures = 3, Required = 0 }, PeerStatus.Unreachable, StatusCause.ProbesFailed);

    [Fact]
    public void A_slow_peer_is_degraded() => Check(Well with { Slow = true }, PeerStatus.Degraded, StatusCause.Slow);

    [Fact]
    public void Too_few_observers_change_nothing() => Check(Well with { Observers = 2, Required = 3 }, PeerStatus.Healthy, null);

    [Fact]
    public void Enough_observers_degrade_at_once() =>
        Check(Well with { Observers = 3, SuspectedSince = Well.Now }, PeerStatus.Degraded, StatusCause.Suspected);

    [Fact]
    public void Enough_observers_for_the_suspicion_time_out_make_unreachable() =>
        Check(
            Well with { Observers = 3, SuspectedSince = TimeSpan.FromSeconds(998), LastAnswer = TimeSpan.FromSeconds(997) },
            PeerStatus.Unreachable,
            StatusCause.SuspicionConfirmed);

    [Fact]
    public void An_answer_after_the_suspicion_overrules_every_observer() =>
        Check(
            Well with { Observers = 24, SuspectedSince = TimeSpan.FromSeconds(990), LastAnswer = TimeSpan.FromSeconds(991) },
            PeerStatus.Degraded,
            StatusCause.Suspected);

    [Fact]
    public void With_three_members_only_own_probes_decide() =>
        Check(
            Well with { Observers = 2, Required = 0, SuspectedSince = TimeSpan.FromSeconds(1), LastAnswer = null },
            PeerStatus.Healthy,
            null);

    [Fact]
    public void Confirmed_stays_unreachable_when_the_observers_are_gone() =>
        Check(Well with { Condemned = true, Current = PeerStatus.Unreachable }, PeerStatus.Unreachable, StatusCause.SuspicionConfirmed);

    [Fact]
    public void The_ttl_counts_from_the_last_sign_of_life_and_only_against_those_who_are_not_healthy()
    {
        var silent = Well with { LastSeen = TimeSpan.FromSeconds(700) };
        Check(silent, PeerStatus.Healthy, null);
        Check(silent with { Failures = 3 }, PeerStatus.Evicted, StatusCause.Expired);
        Check(silent with { Failures = 3, LastSeen = TimeSpan.FromSeconds(701) }, PeerStatus.Unreachable, StatusCause.ProbesFailed);
    }

    [Fact]
    public void Farewell_and_the_operator_evict_at_once()
    {
        Check(Well with { Left = true }, PeerStatus.Evicted, StatusCause.Left);
        Check(Well with { Deregistered = true }, PeerStatus.Evicted, StatusCause.Deregistered);
    }

    private static void Check(StatusFacts facts, PeerStatus status, StatusCause? cause)
    {
        var verdict = StatusRules.Decide(facts, TestOptions.Lan);
        Assert.Equal((status, cause), (verdict.Status, verdict.Cause));
    }
}
